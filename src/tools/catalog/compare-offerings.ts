import { z } from "zod";
import { industries } from "../../lifecycle/index.ts";
import { defineTool, type ToolContext, type ToolResult } from "../contract.ts";
import { oneOf } from "../output.ts";
import { inTableOrder, labelOf } from "./attributes.ts";
import { shownOffering, type Offering } from "./offering.ts";
import { pickCode, pickPosition, pickRefusal } from "./pick.ts";
import { ask } from "../say.ts";
import { word } from "./wording.ts";
import { text } from "../text.ts";

/** More columns than these nobody can read. */
const MOST_COLUMNS = 5;

const inputSchema = z.object({
  codes: z.array(text(200).min(1)).max(MOST_COLUMNS).optional().describe("Product codes (or names)"),
  positions: z.array(z.number().int().min(-30).max(30)).max(MOST_COLUMNS).optional().describe("Places in the list last shown, from 1"),
  with_focus: z.boolean().optional().describe("Also compare the product that the customer looked at last"),
});

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const outputSchema = oneOf(
  z.strictObject({
    offerings: z.array(shownOffering.pick({ code: true, name: true, brand: true, type: true, price: true, stock: true })),
    rows: z.array(
      z.strictObject({
        attribute: z.string(),
        label: z.strictObject({ vi: z.string(), en: z.string() }),
        values: z.array(cell).describe("One for each offering, in their order"),
      }),
    ),
  }),
  pickRefusal,
);

export const compareOfferingsTool = defineTool({
  name: "compare_offerings",
  label: { vi: "So sánh", en: "Compare" },
  description: {
    vi: "So sánh từ hai đến năm sản phẩm, gọi bằng mã hoặc số thứ tự. Khi khách chỉ nêu một sản phẩm thì so với sản phẩm vừa xem.",
    en:
      "Compare two to five products side by side. Name them by codes or by positions in the list last shown. " +
      "When the customer names only one (“compare with number 4”), it is compared with the product looked at last.",
  },
  industries,
  input: inputSchema,
  output: outputSchema,
  effect: "read",
  timeoutMs: 10_000,
  proposes: ["comparing"],
  run: compare,
});

async function compare(input: z.infer<typeof inputSchema>, context: ToolContext): Promise<ToolResult> {
  const picked = await Promise.all([
    ...(input.codes ?? []).map((code) => pickCode(code, context)),
    ...(input.positions ?? []).map((position) => pickPosition(position, context)),
  ]);
  const named: Offering[] = [];
  for (const pick of picked) {
    if ("refusal" in pick) return pick.refusal;
    named.push(pick.offering);
  }
  const compared = once(await withFocus(once(named), input.with_focus ?? false, context)).slice(0, MOST_COLUMNS);
  const [only] = compared;
  if (!only) return ask("needs_more", word("which_to_compare", context.language), {}, ["codes"]);
  if (compared.length < 2) return ask("needs_more", word("compare_with_what", context.language, { name: only.name }), {}, ["codes"]);
  return {
    output: { offerings: compared.map(column), rows: tabulate(compared) },
    newState: "comparing",
    shown: shownAfter(compared, context.shown),
  };
}

/** "The first one" now means the table's first column; a number beyond its columns still means the list behind it. */
function shownAfter(compared: readonly Offering[], listed: readonly string[]): string[] {
  return [...compared.map(({ code }) => code), ...listed.slice(compared.length)];
}

/** Puts the offering last looked at first, when it is asked for or when only one other was named. */
async function withFocus(named: Offering[], asked: boolean, context: ToolContext): Promise<Offering[]> {
  if (context.focus === null || (named.length !== 1 && !asked)) return named;
  const focus = await pickCode(context.focus, context);
  return "refusal" in focus ? named : [focus.offering, ...named];
}

function once(offerings: readonly Offering[]): Offering[] {
  return [...new Map(offerings.map((offering) => [offering.code, offering])).values()];
}

function column({ code, name, brand, type, price, stock }: Offering) {
  return { code, name, brand, type, price, stock };
}

/** One row a spec that any of them has; null where one lacks it. */
function tabulate(offerings: readonly Offering[]) {
  return inTableOrder(offerings.flatMap(({ attributes }) => Object.keys(attributes))).map((attribute) => ({
    attribute,
    label: labelOf(attribute),
    values: offerings.map(({ attributes }) => attributes[attribute] ?? null),
  }));
}
