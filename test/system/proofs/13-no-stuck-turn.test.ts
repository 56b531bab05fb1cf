/**
 * No turn is stuck.
 *
 * The provider hangs, tears the connection, answers 500 or cuts its stream off, before its first word and in its midst. Every turn reaches
 * a terminal event all the same, what was said is kept and marked, and the conversation answers the next message. What fails once
 * before its first word is tried again, and nobody notices.
 */
import { expect } from "vitest";
import { inParallel } from "../../../src/platform/in-parallel.ts";
import { askToCount, counted, type ModelCall, type Performance } from "../../support/faulty-model.ts";
import { percentile } from "../../support/figures.ts";
import { watchLateness } from "../../support/lateness.ts";
import { ledgerClient } from "../../support/ledger-client.ts";
import { auditLedger } from "../../support/ledger.ts";
import { proof } from "../../support/prove.ts";
import { provingGround } from "../../support/proving-ground.ts";

/** How long a model may say nothing; it is given up a twelfth of that later at the latest (src/agents/unless-silent.ts). */
const silenceMs = 5_000;
const longestSilenceMs = silenceMs * (13 / 12);
const ground = provingGround({ MODEL_SILENCE_MS: String(silenceMs) });
const count = 12;
/** Words of an answer that breaks in its midst. */
const half = 5;

type Ending = Performance["ending"];

/** How the provider fails, by name: how much it says first, how it ends, and in how many of its calls. */
const faults: Record<string, { words: number; ending: Ending; calls: number; status: "failed" | "complete" }> = {
  "hang-at-once": { words: 0, ending: "hang", calls: Infinity, status: "failed" },
  "hang-midway": { words: half, ending: "hang", calls: Infinity, status: "failed" },
  "reset-at-once": { words: 0, ending: "reset", calls: Infinity, status: "failed" },
  "reset-midway": { words: half, ending: "reset", calls: Infinity, status: "failed" },
  "error-500": { words: 0, ending: "error", calls: Infinity, status: "failed" },
  "cut-at-once": { words: 0, ending: "truncate", calls: Infinity, status: "failed" },
  "cut-midway": { words: half, ending: "truncate", calls: Infinity, status: "failed" },
  "reset-once": { words: 0, ending: "reset", calls: 1, status: "complete" },
  "error-500-once": { words: 0, ending: "error", calls: 1, status: "complete" },
};
/** Two more tries, with the longest waits between them (src/models/backoff.ts). */
const longestRetryMs = 1_500;
const toleratedMs = 5_000;

proof(13, "No turn is stuck, however the provider fails", async ({ full, size, seed, figures }) => {
  const { stack, model } = ground();
  model.perform(fail);
  const client = ledgerClient(stack.url);
  const each = size({ ci: 3, full: 500 });
  const kinds = Object.keys(faults);
  const plans = Array.from({ length: each }, (_, n) => kinds.map((kind) => ({ kind, id: `${kind}-${seed}-${n}` }))).flat();

  const lateness = watchLateness();
  const outcomes = await inParallel(plans, 20, async ({ kind, id }) => {
    await client.begin(id);
    const startedAt = performance.now();
    const lateBefore = lateness.total();
    const { reading } = await client.say(id, `${id}-1`, askToCount(count, `${kind}/${id}`));
    const late = lateness.total() - lateBefore;
    const took = performance.now() - startedAt - late;
    const next = await client.say(id, `${id}-2`, askToCount(3, `sound/${id}`));
    return { kind, took, late, status: reading.status, words: reading.text, next: next.reading.status };
  });
  lateness.stop();
  figures["taken off: ms that clients and model were late themselves, at most"] = Math.max(...outcomes.map(({ late }) => late));
  for (const kind of kinds) {
    const times = outcomes.filter((outcome) => outcome.kind === kind).map(({ took }) => took);
    figures[`${kind}: turns`] = times.length;
    figures[`${kind}: ms to the terminal event, p50`] = percentile(times, 0.5);
    figures[`${kind}: ms to the terminal event, at most`] = Math.max(...times);
  }

  for (const { kind, status, words, next, took } of outcomes) {
    const fault = faults[kind];
    expect({ kind, status, next }).toEqual({ kind, status: fault?.status, next: "complete" });
    const whole = counted(askToCount(count, `${kind}/`));
    expect(words.split(" ").length, kind).toBe(status === "complete" ? whole.length + 1 : fault?.words === 0 ? 1 : half + 1);
    if (full) expect(took, kind).toBeLessThanOrEqual((fault?.ending === "hang" ? longestSilenceMs : longestRetryMs) + toleratedMs);
  }
  expect(await auditLedger(stack, client.entries, figures)).toEqual([]);
});

/** The question's code begins with the name of the fault. */
function fail({ question, attempt }: ModelCall): Performance {
  const words = counted(question);
  const fault = faults[/mã ([^/]+)\//.exec(question)?.[1] ?? ""];
  if (!fault || attempt > fault.calls) return { words, paceMs: 5, ending: "done" };
  return { words: words.slice(0, fault.words), paceMs: 5, ending: fault.ending };
}
