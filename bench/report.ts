/** The table that a person reads. Pure. */
import type { Measured, Told } from "./measure.ts";

const judgedContender = "edgewise";

/** One block for each figure: every contender's median with its bounds, its ratio to the floor, and whether we reach what we want. */
export function tableOf(measured: readonly Measured[]): string {
  return measured.map(blockOf).join("\n\n");
}

function blockOf(one: Measured): string {
  const lines = Object.entries(one.contenders).map(([name, told]) => {
    const ratio =
      one.judged === "ratio" && told.ratio ? `${number(told.ratio.median)}× (${number(told.ratio.min)}–${number(told.ratio.max)})` : "";
    const { median, min, max } = told.value;
    const value = `${number(median)} ${one.unit}`.trim();
    return `  ${name.padEnd(16)}${value.padEnd(14)}${`(${number(min)}–${number(max)})`.padEnd(20)}${ratio.padEnd(26)}${verdictOf(one, name, told)}`.trimEnd();
  });
  return [one.label, ...lines].join("\n");
}

function verdictOf({ target, judged }: Measured, name: string, told: Told): string {
  const value = judged === "ratio" ? told.ratio?.median : told.value.median;
  if (name !== judgedContender || target === null || value === undefined) return "";
  const [bound, limit] = "atMost" in target ? ["≤", target.atMost] : ["≥", target.atLeast];
  const reached = bound === "≤" ? value <= limit : value >= limit;
  return `${reached ? "✓" : "✗"} reach ${bound} ${limit}${judged === "ratio" ? "×" : ""}`;
}

/** Three digits that count. */
function number(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return String(Number(value.toPrecision(3)));
}
