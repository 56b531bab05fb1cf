import { expect, it } from "vitest";
import type { ChatMessage } from "../../../../../web/chat/conversation/message.ts";
import { currentState, currentSuggestions } from "../../../../../web/chat/conversation/state.ts";

const answer = (...parts: ChatMessage["parts"]): ChatMessage => ({ id: "a1", role: "assistant", parts });
const moved = (to: string): ChatMessage["parts"][number] => ({
  type: "data-state",
  data: { from: "idle", to, reason: "tool:x", turn_id: "t1" },
});

it("the newest transition of the newest message says where the conversation stands", () => {
  expect(currentState([answer(moved("browsing")), answer(moved("viewing"), moved("comparing"))], "idle")).toBe("comparing");
});

it("a message without a transition tells its turn's state, and none tells the conversation's", () => {
  expect(currentState([{ ...answer(), metadata: { state: "purchasing" } }], "idle")).toBe("purchasing");
  expect(currentState([answer({ type: "data-state", data: "nonsense" })], "idle")).toBe("idle");
});

it("suggestions are those of the last message only, and four at most", () => {
  const offering = answer({ type: "data-suggestions", data: { items: ["a", "b", "c", "d", "e"] } });
  expect(currentSuggestions([offering])).toEqual(["a", "b", "c", "d"]);
  expect(currentSuggestions([offering, answer()])).toEqual([]);
  expect(currentSuggestions([answer({ type: "data-suggestions", data: { items: [1] } })])).toEqual([]);
});
