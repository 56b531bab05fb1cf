/** Which offering a position, a code or a name means. */
import { z } from "zod";
import type { Language } from "../../platform/ports.ts";
import type { ToolResult } from "../contract.ts";
import { dong, refusal } from "../output.ts";
import { readOfferings, readVocabulary, type Offering, type Shelf } from "./offering.ts";
import { parseQuery } from "./query.ts";
import { searchOfferings } from "./search.ts";
import { ask } from "../say.ts";
import { word } from "./wording.ts";

/** What picking may read; a part of the tool's context. */
export interface PickContext extends Shelf {
  language: Language;
  shown: readonly string[];
}

export type Picked = { offering: Offering } | { refusal: ToolResult };

/** How picking refuses. */
export const pickRefusal = refusal(["not_found", "ambiguous", "needs_more"], {
  position: z.number().int().optional(),
  offering_code: z.string().optional(),
  candidates: z.array(z.strictObject({ code: z.string(), name: z.string(), price: dong })).optional(),
});

/** How many candidates are named when a name fits several. */
const CANDIDATES = 5;

/** The code at a position of the list last shown: from 1, or from the end with -1. */
function codeAt(
  position: number,
  { shown, language }: Pick<PickContext, "shown" | "language">,
): { code: string } | { refusal: ToolResult } {
  if (shown.length === 0) return { refusal: ask("needs_more", word("nothing_shown", language), {}, ["position"]) };
  const code = shown.at(position > 0 ? position - 1 : position);
  if (code === undefined || position === 0) {
    return { refusal: ask("not_found", word("no_such_position", language, { count: shown.length, position }), { position }) };
  }
  return { code };
}

/** The offering at a position of the list last shown. */
export async function pickPosition(position: number, context: PickContext): Promise<Picked> {
  const at = codeAt(position, context);
  return "refusal" in at ? at : pickCode(at.code, context);
}

/** The offering with a code; what is no code is taken as a name, which must fit only one. */
export async function pickCode(code: string, context: PickContext): Promise<Picked> {
  const [offering] = await readOfferings(context, [code]);
  return offering ? { offering } : pickName(code, context);
}

async function pickName(name: string, context: PickContext): Promise<Picked> {
  const { language } = context;
  const query = parseQuery(name, await readVocabulary(context));
  const saysSomething = query.text.length > 0 || query.brands.length > 0;
  const found = saysSomething ? await searchOfferings(context, query, CANDIDATES) : null;
  if (!found || found.total === 0 || found.text !== "all")
    return { refusal: ask("not_found", word("unknown_code", language, { code: name }), { offering_code: name }) };
  const [only] = found.offerings;
  if (found.total === 1 && only) return { offering: only };
  const candidates = found.offerings.map(({ code, name: called, price }) => ({ code, name: called, price }));
  return { refusal: ask("ambiguous", word("ambiguous", language, { code: name }), { candidates }, ["offering_code"]) };
}
