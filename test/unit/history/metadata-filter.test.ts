import { expect, test } from "vitest";
import { meanings } from "../../../src/history/metadata-filter.ts";

test.each([
  ["gold", ["gold"]],
  ["5", ["5", 5]],
  ["-0.5", ["-0.5", -0.5]],
  ["05", ["05"]],
  ["1e3", ["1e3"]],
  ["5.", ["5."]],
  ["true", ["true", true]],
  ["false", ["false", false]],
  ["null", ["null"]],
  ["", [""]],
])("%j in a query may mean %j", (text, expected) => {
  expect(meanings(text)).toEqual(expected);
});
