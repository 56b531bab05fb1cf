import { expect, it } from "vitest";
import { TEXT_CHARACTERS } from "../../../../../src/http/schemas.ts";
import { MESSAGE_CHARACTERS } from "../../../../../web/chat/wire/limits.ts";

it("the page lets one write as much as the server takes", () => {
  expect(MESSAGE_CHARACTERS).toBe(TEXT_CHARACTERS);
});
