import { z } from "zod";
import { defineTool } from "../../../../src/tools/contract.ts";

/** The seed's example of a tool for a state of one's own (seed 002): everything about it is in this file. */
export const submitCounterOfferTool = defineTool({
  name: "submit_counter_offer",
  label: { vi: "Trả giá", en: "Make a counter-offer" },
  description: {
    vi: "Chuyển mức giá mà khách trả cho sản phẩm vừa xem, tính bằng đồng.",
    en: "Pass on the price that the customer offers for the product looked at last, in Vietnamese đồng.",
  },
  input: z.object({ price: z.number().positive() }),
  output: z.strictObject({ offering: z.string().nullable(), offered: z.number(), status: z.literal("submitted") }),
  effect: "write",
  timeoutMs: 5_000,
  proposes: ["negotiating"],
  industries: ["retail"],
  run: async ({ price }, { focus }) => ({ output: { offering: focus, offered: price, status: "submitted" }, newState: "negotiating" }),
});
