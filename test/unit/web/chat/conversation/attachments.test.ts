import { describe, expect, it } from "vitest";
import { FILE_BYTES as SERVER_BYTES, fileTypes } from "../../../../../src/files/index.ts";
import { MOST_FILES } from "../../../../../src/http/schemas.ts";
import { filePartOf, partsOf, refusalOf, roomFor, type Attachment } from "../../../../../web/chat/conversation/attachments.ts";
import { FILE_BYTES, FILE_TYPES, MESSAGE_FILES } from "../../../../../web/chat/wire/limits.ts";

const part = { type: "file", mediaType: "image/png", filename: "a.png", url: "/v1/files/file_1" } as const;
const waiting = (more: Partial<Attachment> = {}): Attachment => ({
  key: "k",
  name: "a.png",
  preview: null,
  progress: 0,
  part: null,
  problem: null,
  ...more,
});

it("the page takes as much as the server does", () => {
  expect([FILE_BYTES, MESSAGE_FILES]).toEqual([SERVER_BYTES, MOST_FILES]);
  expect(FILE_TYPES.split(",").filter((type) => type.includes("/"))).toEqual(Object.keys(fileTypes));
});

it("a file that is too large or empty never goes up", () => {
  expect([FILE_BYTES + 1, FILE_BYTES, 1, 0].map((size) => refusalOf({ size }))).toEqual(["tooLarge", null, null, "empty"]);
});

it("a message waits until all of its files are up", () => {
  expect(partsOf([])).toEqual([]);
  expect(partsOf([waiting({ part })])).toEqual([part]);
  expect(partsOf([waiting({ part }), waiting()])).toBeNull();
  expect(partsOf([waiting({ problem: "empty" })])).toBeNull();
  expect(roomFor([waiting(), waiting()])).toBe(3);
});

describe("only files of this installation are ever asked for", () => {
  it.each([
    "https://example.com/v1/files/file_1",
    "//example.com/v1/files/file_1",
    "/v1/files/file_1/../../conversations",
    "/v1/conversations",
    "data:image/png;base64,AA",
    "javascript:alert(1)",
  ])("not %s", (url) => {
    expect(filePartOf({ ...part, url })).toBeNull();
  });

  it("but those", () => {
    expect(filePartOf({ ...part, size: 5 })).toEqual(part);
    expect(filePartOf({ type: "text", text: "a" })).toBeNull();
  });
});
