import { describe, expect, test } from "vitest";
import { fileIdOf } from "../../../src/files/reference.ts";

const here = "http://127.0.0.1:8787";

describe("a file of this installation is named by", () => {
  test.each(["/v1/files/file_1", `${here}/v1/files/file_1`, "https://127.0.0.1:8787/v1/files/file_1", "/v1/files/file_1/view?token=abc"])(
    "%s",
    (url) => {
      expect(fileIdOf(url, here)).toBe("file_1");
    },
  );
});

describe("nothing is named by", () => {
  test.each([
    "https://example.com/v1/files/file_1",
    "//example.com/v1/files/file_1",
    "http://127.0.0.1:8787@example.com/v1/files/file_1",
    "data:image/png;base64,AAAA",
    "blob:http://127.0.0.1:8787/v1/files/file_1",
    "ftp://127.0.0.1:8787/v1/files/file_1",
    "/v1/files/file_1/link",
    "/v1/files/../conversations",
    "/v1/files/conv_1",
    "/v1/files/file_%2F..",
    "http://169.254.169.254/latest/meta-data",
    "file_1",
    "",
  ])("%j", (url) => {
    expect(fileIdOf(url, here)).toBeNull();
  });
});
