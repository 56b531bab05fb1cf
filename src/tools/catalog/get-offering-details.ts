import { z } from "zod";
import { industries } from "../../lifecycle/index.ts";
import { defineTool } from "../contract.ts";
import { oneOf } from "../output.ts";
import { show, shownOffering } from "./offering.ts";
import { pickCode, pickPosition, pickRefusal } from "./pick.ts";
import { ask } from "../say.ts";
import { word } from "./wording.ts";
import { text } from "../text.ts";

const inputSchema = z.object({
  offering_code: text(200).optional().describe("The product's code (or its name)"),
  position: z.number().int().min(-30).max(30).optional().describe("Its place in the list last shown, from 1; -1 is the last"),
});

const outputSchema = oneOf(z.strictObject({ offering: shownOffering }), pickRefusal);

export const getOfferingDetailsTool = defineTool({
  name: "get_offering_details",
  label: { vi: "Xem chi tiết", en: "View details" },
  description: {
    vi: "Toàn bộ thông số, giá và tồn kho của một sản phẩm, gọi bằng mã hoặc bằng số thứ tự trong danh sách vừa xem.",
    en: "All specs, price and stock of one product. Name it by code, or by its position in the list last shown (“the second one” is 2).",
  },
  industries,
  input: inputSchema,
  output: outputSchema,
  effect: "read",
  timeoutMs: 10_000,
  proposes: ["viewing"],
  run: async ({ offering_code, position }, context) => {
    // Small models fill what they leave out with an empty text.
    const code = offering_code || (position === undefined ? context.focus : null);
    const picked =
      position !== undefined && !offering_code ? await pickPosition(position, context) : code ? await pickCode(code, context) : null;
    if (picked === null) return ask("needs_more", word("which_details", context.language), {}, ["offering_code"]);
    if ("refusal" in picked) return picked.refusal;
    return { output: { offering: show(picked.offering, context.language) }, newState: "viewing", focus: picked.offering.code };
  },
});
