/** Who may call a route. Every route names one; the build fails where it does not. */
export type Policy =
  /** Anyone, without credentials. */
  | "public"
  /** A tenant's API key, or a visitor bound to one user id. */
  | "participant"
  /** A tenant's API key. */
  | "owner";

/** A browser's user. Its token names the one bot that it may start conversations with. */
export interface Visitor {
  tenantId: string;
  actor: { role: "visitor"; userId: string };
  botId: string;
}

/** A backend that holds a key of the tenant. */
interface Owner {
  tenantId: string;
  actor: { role: "owner" };
}

/** Who is calling, once authenticated. */
export type Caller = Owner | Visitor;

export function isVisitor(caller: Caller): caller is Visitor {
  return caller.actor.role === "visitor";
}
