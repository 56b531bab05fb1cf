import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { disposition, safeFilename } from "../../../src/files/filename.ts";

describe("a name is kept as people wrote it, and is safe to save", () => {
  test.each([
    ["Hóa đơn tháng 11.png", "image/png", "Hóa đơn tháng 11.png"],
    ["../../etc/passwd", "text/plain", "passwd.txt"],
    ["C:\\fakepath\\a.PNG", "image/png", "a.PNG"],
    ["invoice.html", "text/plain", "invoice.html.txt"],
    ["photo.png", "image/jpeg", "photo.png.jpg"],
    ["photo.jpeg", "image/jpeg", "photo.jpeg"],
    ["gpj\u202Egnp.png", "image/png", "gpjgnp.png"],
    ['a"b\r\nset-cookie: x.csv', "text/csv", "abset-cookie x.csv"],
    ["  ", "application/pdf", "file.pdf"],
    [null, "image/webp", "file.webp"],
    [".png", "image/png", "png.png"],
  ] as const)("%j of %s", (given, type, name) => {
    expect(safeFilename(given, type)).toBe(name);
  });

  test("whatever it is, it is short, ends as its type does and holds nothing that steers", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: "binary" }), (given) => {
        const name = safeFilename(given, "application/pdf");
        expect(name.length).toBeLessThanOrEqual(120);
        expect(name).toMatch(/^[^\p{Cc}\p{Cf}/\\"<>|:*?]+\.pdf$/iu);
        expect(name.isWellFormed()).toBe(true);
        expect(safeFilename(name, "application/pdf")).toBe(name);
      }),
    );
  });
});

test("the header is plain ASCII, with the true name beside it", () => {
  expect(disposition("inline", "Hóa đơn (1)'.png")).toBe(
    `inline; filename="Hoa don _1__.png"; filename*=UTF-8''H%C3%B3a%20%C4%91%C6%A1n%20%281%29%27.png`,
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 300, unit: "binary" }), (given) => {
      expect(disposition("attachment", safeFilename(given, "text/csv"))).toMatch(
        /^attachment; filename="[\w. -]+"; filename\*=UTF-8''[\w.!~%-]+$/,
      );
    }),
  );
});
