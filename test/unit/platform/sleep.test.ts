import { describe, expect, it } from "vitest";
import { sleep } from "../../../src/platform/sleep.ts";

const anHour = 3_600_000;

describe("a sleep that can be cut short", () => {
  it("ends with the signal's reason as soon as it aborts", async () => {
    const turn = new AbortController();
    const sleeping = sleep(anHour, turn.signal);
    turn.abort(new Error("stopped"));
    await expect(sleeping).rejects.toThrow("stopped");
  });

  it("does not begin when the signal has aborted already", async () => {
    await expect(sleep(anHour, AbortSignal.abort(new Error("stopped")))).rejects.toThrow("stopped");
  });

  it("ends by itself otherwise", async () => {
    await expect(sleep(1, new AbortController().signal)).resolves.toBeUndefined();
  });
});
