/** Replays as a person reads them in a terminal. Pure. */
import type { Comparison, ComparedTurn } from "./compare.ts";
import type { ReplayResult } from "./replay.ts";
import type { TurnSummary } from "./turn-summary.ts";
import type { WordChange } from "./words.ts";

const mostDivergences = 20;
const reasons = { not_recorded: "it was not recorded", truncated: "it was more than a recording holds" } as const;

/** `name` is the conversation's. */
export function verificationText(name: string, { identical, hash, rows, replayed, taken, first, divergences }: ReplayResult): string {
  const counted = `${rows} rows, ${replayed} turns run again`;
  const lines = [
    identical ? `✓ ${name}: identical, ${counted}, chain ${hash.slice(0, 16)}…` : `✗ ${name}: it came out otherwise (${counted})`,
  ];
  for (const { turn_id, reason } of taken) lines.push(`  ○ ${turn_id} was taken as it is: ${reasons[reason]}`);
  if (first) {
    lines.push(`  first at row ${first.seq}${first.turn_id === null ? "" : ` (${first.turn_id})`}:`);
    for (const { path, recorded, replayed: now } of first.differences)
      lines.push(`    ${path}`, `      recorded ${recorded}`, `      replayed ${now}`);
  }
  for (const { turnId, what, asked, recorded } of divergences.slice(0, mostDivergences))
    lines.push(`  ${turnId}, ${what}: asked ${asked}, recorded ${recorded}`);
  if (divergences.length > mostDivergences) lines.push(`  … and ${divergences.length - mostDivergences} more`);
  return lines.join("\n");
}

export function comparisonText(name: string, { turns, total, different }: Comparison): string {
  const lines = turns.flatMap((turn, index) => turnLines(turn, index + 1));
  const sum = ({ input_tokens, output_tokens, cost_usd }: Comparison["total"]["recorded"]) =>
    `${input_tokens} + ${output_tokens} tokens, ${dollars(cost_usd)}`;
  return [
    `${name}: ${different} of ${turns.length} turns came out otherwise`,
    "",
    ...lines,
    `recorded  ${sum(total.recorded)}`,
    `replayed  ${sum(total.replayed)}`,
  ].join("\n");
}

function turnLines({ question, recorded, replayed, words, sources, same }: ComparedTurn, number: number): string[] {
  const { model, tools } = sources;
  const rows: [string, (summary: TurnSummary) => string][] = [
    ["status", ({ status }) => status],
    ["states", ({ states }) => (states.before === states.after ? states.after : `${states.before} → ${states.after}`)],
    ["tools", toolsText],
    ["tokens", ({ usage }) => `${usage.inputTokens} + ${usage.outputTokens}`],
    ["cost", ({ usage }) => dollars(usage.costUsd)],
  ];
  const compared = rows.map(([label, text]) => {
    const [before, after] = [text(recorded), text(replayed)];
    return `    ${label.padEnd(8)}${before === after ? before : `${before.padEnd(36)} ⇒ ${after}`}`;
  });
  return [
    `${same ? "=" : "≠"} ${number}. ${question.replaceAll(/\s+/gu, " ")}`,
    ...compared,
    `    ${"answered".padEnd(8)} model: ${model.recorded} recorded, ${model.live} live; tools: ${tools.recorded} recorded, ${tools.dry_run} dry`,
    ...(same ? [] : [`    ${"words".padEnd(8)}${wordsText(words)}`]),
    "",
  ];
}

function toolsText({ tools, refused }: TurnSummary): string {
  const called = tools.map(({ tool, outcome }) => (outcome === "called" ? tool : `${tool} (${outcome})`));
  const stayed = refused.map((state) => `${state} (refused)`);
  return [...called, ...stayed].join(", ") || "–";
}

function wordsText(words: readonly WordChange[]): string {
  return words
    .map((change) =>
      "same" in change ? change.same : "removed" in change ? marked("[-", change.removed, "-]") : marked("{+", change.added, "+}"),
    )
    .join("")
    .replaceAll(/\s+/gu, " ");
}

function marked(open: string, text: string, close: string): string {
  const words = text.trimEnd();
  return `${open}${words}${close}${text.slice(words.length) || " "}`;
}

const dollars = (cost: number | null): string => (cost === null ? "price unknown" : `$${cost.toFixed(6)}`);
