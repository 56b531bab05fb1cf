/** A clock that jumps changes what the times say, never what happened or in which order. */
import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import { frames, open, owner, value } from "../../support/conversation.ts";
import { callTool, setScript, speak } from "../../support/scripted-model.ts";
import { clock, rung } from "../../support/worker.ts";

const hour = 3_600_000;
const whole = { beforeSeq: null, limit: 200 };

afterEach(() => void (clock.offBy = 0));

it("goes on without a gap, and rings for Postgres, wherever the clock jumps", async () => {
  const jump = fc.integer({ min: -48 * hour, max: 48 * hour });
  await fc.assert(
    fc.asyncProperty(fc.array(jump, { minLength: 2, maxLength: 6 }), async (jumps) => {
      clock.offBy = 0;
      const { port, address, start, send } = open();
      await start();
      for (const [index, offBy] of jumps.entries()) {
        let step = 0;
        setScript(async function* () {
          // In the midst of the turn, between its tool and its words.
          clock.offBy = step++ === 0 ? clock.offBy : offBy;
          yield* step === 1 ? callTool("search_offerings", { query: "x" }) : speak("Vâng ", "ạ.");
        });
        const before = (await value(port.read(address, owner))).lastSeq;
        const list = await frames(await value(port.sendAndStream(send(`câu ${index}`, { messageId: `m${index}` }))));
        const ids = list.slice(0, -1).map(({ id }) => id);
        expect(ids).toEqual(ids.map((_, place) => before + 2 + place));
      }
      const { messages } = await value(port.messages(address, owner, whole));
      const said = messages.filter(({ authorType }) => authorType === "user").map(({ content }) => content);
      expect(said.reverse()).toEqual(jumps.map((_, index) => `câu ${index}`));
      const { lastSeq } = await value(port.read(address, owner));
      const told = () => rung.some(({ conversationId, seq }) => conversationId === address.conversationId && seq === lastSeq);
      await vi.waitFor(() => expect(told(), "Postgres hears of the last word").toBe(true), { timeout: 5000 });
    }),
    { numRuns: 6 },
  );
});
