import { describe, expect, it } from "vitest";
import { orderOutput, searchOutput } from "../../../../../web/chat/offerings/outputs.ts";

describe("tool outputs", () => {
  it("an offering needs only its code and name", () => {
    expect(searchOutput.parse({ offerings: [{ code: "A", name: "Dell" }] }).offerings[0]).toMatchObject({
      highlights: [],
      attributes: {},
      brand: "",
    });
  });

  it("a refusal is no order", () => {
    expect(orderOutput.safeParse({ error: "Chưa chọn sản phẩm", code: "needs_more" }).success).toBe(false);
  });
});
