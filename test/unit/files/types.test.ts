import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recognize } from "../../../src/files/types.ts";
import { gif, jpeg, pdf, png, text, webp } from "../../support/sample-files.ts";

describe("a file is what its first bytes say", () => {
  test.each([
    ["a PNG", png, "image/png", "a.png", "image/png"],
    ["a PNG of no claimed type", png, null, null, "image/png"],
    ["a JPEG that is named .png", jpeg, "image/png", "photo.png", "image/jpeg"],
    ["a JPEG under its old name", jpeg, "image/jpg", null, "image/jpeg"],
    ["a GIF", gif, "application/octet-stream", "a.gif", "image/gif"],
    ["a WebP", webp, "image/webp", null, "image/webp"],
    ["a PDF", pdf, "application/pdf; version=1", "a.pdf", "application/pdf"],
    ["a text", text("Xin chào"), "text/plain; charset=utf-8", "a.txt", "text/plain"],
    ["Markdown that a browser calls plain text", text("# Chào"), "text/plain", "a.md", "text/markdown"],
    ["Markdown of no type", text("# Chào"), "", "README.MD", "text/markdown"],
    ["a table as Windows sends it", text("a,b\n1,2"), "application/vnd.ms-excel", "a.csv", "text/csv"],
    ["a text with a byte order mark", text("\uFEFFChào"), "text/plain", null, "text/plain"],
    ["a text that is cut in the middle of a letter", text("Xin chào").slice(0, 7), "text/plain", null, "text/plain"],
    ["a comparison", text("a < b"), "text/plain", null, "text/plain"],
  ])("%s", (_, bytes, claimed, filename, type) => {
    expect(recognize(bytes, claimed, filename)).toBe(type);
  });
});

describe("what a browser would run, and what is not what it claims, is not taken", () => {
  const page = "<!DOCTYPE html><script>alert(1)</script>";
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
  test.each([
    ["a page", text(page), "text/html"],
    ["a page as text", text(page), "text/plain"],
    ["a page after blanks, as Markdown", text(`\uFEFF \n${page}`), "text/markdown"],
    ["a page as an image", text(page), "image/png"],
    ["a page as a PDF", text(page), "application/pdf"],
    ["a drawing", text(drawing), "image/svg+xml"],
    ["a drawing as text", text(drawing), "text/plain"],
    ["a drawing with a declaration, as a table", text(`<?xml version="1.0"?>${drawing}`), "text/csv"],
    ["a script", text("alert(1)"), "text/javascript"],
    ["an image as a text", png, "text/plain"],
    ["a PDF as an image", pdf, "image/png"],
    ["bytes as text", new Uint8Array([1, 2, 0, 3]), "text/plain"],
    ["text that is not UTF-8", new Uint8Array([0x63, 0x68, 0xe0, 0x6f, 0x20]), "text/plain"],
    ["nothing that is known", new Uint8Array([0x50, 0x4b, 3, 4]), "application/zip"],
    ["an unknown type of no name", new Uint8Array([0x50, 0x4b, 3, 4]), null],
    ["text of no type and no name", text("abc"), null],
    ["a name that objects have", text("abc"), "constructor"],
  ])("%s", (_, bytes, claimed) => {
    expect(recognize(bytes, claimed, "file.bin")).toBeNull();
  });
});

test("whatever the bytes and the claim, an image is taken only with an image's first bytes", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      fc.constantFrom("image/png", "image/jpeg", "image/gif", "image/webp"),
      (bytes, claimed) => {
        const starts = [png, jpeg, gif, webp].some((image) => image.slice(0, 3).every((byte, index) => bytes[index] === byte));
        fc.pre(!starts);
        expect(recognize(bytes, claimed, null)).toBeNull();
      },
    ),
  );
});
