/** What the shop's tools give back, read from a prompt: validated, for a prompt's history may hold anything. Pure. */
import { z } from "zod";
import { findingIn, type Finding } from "./findings.ts";

/** What the search understood last time, in the keys of its filters; `text` are words that it looked for. */
export type Understood = Readonly<Record<string, unknown>>;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const maybeNumber = z.number().nullish().catch(undefined);
const maybeText = z.string().nullish().catch(undefined);

const offering = z.object({
  position: maybeNumber,
  code: z.string().catch(""),
  name: z.string(),
  brand: maybeText,
  type: maybeText,
  summary: maybeText,
  price: maybeNumber,
  stock: maybeNumber,
  /** The specs that tell most, worded by the tool. */
  highlights: z.array(z.string()).catch([]),
  attributes: z.record(z.string(), z.unknown()).catch({}),
});
export type Offering = z.infer<typeof offering>;

const listResult = z.object({ offerings: z.array(offering), total: maybeNumber, understood: z.record(z.string(), z.unknown()).catch({}) });
const detailsResult = z.object({ offering });
const row = z.object({
  attribute: z.string(),
  label: z.object({ vi: z.string(), en: z.string() }).optional().catch(undefined),
  values: z.array(scalar),
});
export type ComparisonRow = z.infer<typeof row>;
const comparisonResult = z.object({ offerings: z.array(offering).min(1), rows: z.array(row) });
const orderResult = z.object({
  action: z.string(),
  status: z.enum(["pending", "confirmed", "rejected"]),
  reference: maybeText,
  url: maybeText,
  total: maybeNumber,
  message: maybeText,
  items: z.array(z.object({ name: z.string(), quantity: z.number() })).catch([]),
  dry_run: z.boolean().catch(false),
});
const refusal = z.object({ error: z.string(), code: maybeText, argument: maybeText, candidates: z.array(offering).catch([]) });

export interface PlacedOrder {
  kind: "order";
  status: "pending" | "confirmed" | "rejected";
  /** Nothing has been sent: a fork whose tools rehearse. */
  trial: boolean;
  items: { name: string; quantity: number }[];
  reference?: string;
  url?: string;
  total?: number;
  message?: string;
}

export type ToolOutcome =
  | { kind: "list"; offerings: Offering[]; total: number; understood: Understood }
  | { kind: "details"; offering: Offering }
  | { kind: "comparison"; offerings: Offering[]; rows: ComparisonRow[] }
  | PlacedOrder
  /** The tool said no, or asks for more, in a sentence for the customer. */
  | { kind: "refusal"; error: string; code: string; argument: string | null; candidates: Offering[] }
  | ({ kind: "finding" } & Finding)
  /** The tool broke: what it said is not for the customer. */
  | { kind: "failure" }
  | { kind: "other" };

/** Reads a tool's output. `failed` is set where the tool threw instead of answering. */
export function readOutcome(output: unknown, failed: boolean): ToolOutcome {
  if (failed) return { kind: "failure" };
  const refused = refusal.safeParse(output);
  if (refused.success) return { kind: "refusal", ...refused.data, code: refused.data.code ?? "", argument: refused.data.argument ?? null };
  const comparison = comparisonResult.safeParse(output);
  if (comparison.success) return { kind: "comparison", ...comparison.data };
  const list = listResult.safeParse(output);
  if (list.success) return { kind: "list", ...list.data, total: list.data.total ?? list.data.offerings.length };
  const details = detailsResult.safeParse(output);
  if (details.success) return { kind: "details", offering: details.data.offering };
  const order = orderResult.safeParse(output);
  if (order.success) return orderOutcome(order.data);
  const finding = findingIn(output);
  return finding ? { kind: "finding", ...finding } : { kind: "other" };
}

function orderOutcome({ status, reference, url, total, message, items, dry_run: trial }: z.infer<typeof orderResult>): PlacedOrder {
  return {
    kind: "order",
    status,
    trial,
    items,
    ...(reference ? { reference } : {}),
    ...(url ? { url } : {}),
    ...(typeof total === "number" ? { total } : {}),
    ...(message ? { message } : {}),
  };
}
