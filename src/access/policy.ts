/** Who may call a route. Every route names one; the build fails where it does not. */
export type Policy =
  /** Anyone, without credentials. */
  | "public"
  /** A tenant's API key, or a visitor bound to one user id. */
  | "participant"
  /** A tenant's API key. */
  | "owner";

/** Who is calling, once authenticated. */
export type Caller = { tenantId: string; actor: { role: "owner" } } | { tenantId: string; actor: { role: "visitor"; userId: string } };
