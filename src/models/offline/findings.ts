/** What tools have worked out, and the sentence that tells each: data. Numbers and words are the tools', and nobody else's. Pure. */
import { z } from "zod";
import type { Language } from "../../platform/ports.ts";
import type { PhraseKey, Slots } from "./phrases/index.ts";
import { money } from "./specs.ts";

/** One sentence, or line, of an answer. */
export interface Line {
  key: PhraseKey;
  slots: Slots;
}

const line = (key: PhraseKey, slots: Slots = {}): Line => ({ key, slots });

export interface Finding {
  /** The argument for which the tool waits, where it has asked something. */
  waitsFor: string | null;
  lines(language: Language): Line[];
}

interface Kind<Output> {
  output: z.ZodType<Output>;
  waitsFor?: string;
  lines(output: Output, language: Language): Line[];
}

/** Keeps the output's type while the list holds kinds of every output. */
function kind<Output>({ output, waitsFor, lines }: Kind<Output>) {
  return (given: unknown): Finding | null => {
    const { data } = output.safeParse(given);
    return data === undefined ? null : { waitsFor: waitsFor ?? null, lines: (language) => lines(data, language) };
  };
}

const number = (value: number, language: Language): string => new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en-US").format(value);
const day = { timeZone: "Asia/Ho_Chi_Minh", day: "2-digit", month: "2-digit", year: "numeric" } as const;
const moment = { ...day, hour: "2-digit", minute: "2-digit" } as const;
const time = (iso: string, language: Language, format: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(language === "vi" ? "vi-VN" : "en-GB", format).format(new Date(iso));

const kinds = [
  kind({
    output: z.object({ score: z.number(), grade: z.string(), limit: z.number() }),
    lines: ({ score, grade, limit }, language) => [
      line(limit > 0 ? "creditScored" : "creditRefused", { score, grade, limit: money(limit, language) }),
      line("creditNext"),
    ],
  }),
  kind({
    output: z.object({ model: z.string(), year: z.number(), odo: z.number(), value: z.number() }),
    lines: ({ model, year, odo, value }, language) => [
      line("carValued", { model, year, odo: number(odo, language), value: money(value, language) }),
      line("carValuedNext"),
    ],
  }),
  kind({
    output: z.object({
      amount: z.number(),
      months: z.number(),
      rate_percent_per_year: z.number(),
      assumed: z.array(z.string()),
      methods: z.array(z.object({ label: z.string(), first_payment: z.number(), last_payment: z.number(), total_interest: z.number() })),
    }),
    lines: ({ amount, months, rate_percent_per_year: rate, assumed, methods }, language) => [
      line("loanWorkedOut", { amount: money(amount, language), months, rate: number(rate, language) }),
      ...methods.map((method): Line => ({
        key: "loanMethod",
        slots: {
          label: method.label,
          first: money(method.first_payment, language),
          last: money(method.last_payment, language),
          interest: money(method.total_interest, language),
        },
      })),
      ...(assumed.length > 0 ? [line("loanAssumed")] : []),
      line("loanNext"),
    ],
  }),
  kind({
    output: z.object({
      quotes: z
        .array(z.object({ name: z.string(), unit: z.string(), price: z.number(), quoted_at: z.string(), change: z.number().optional() }))
        .min(1),
    }),
    lines: ({ quotes }, language) => [
      ...quotes.map(({ name, unit, price, quoted_at: at, change }): Line => ({
        key: change === undefined ? "quoteAlone" : change > 0 ? "quoteUp" : change < 0 ? "quoteDown" : "quoteSame",
        slots: {
          name,
          unit,
          price: number(price, language),
          at: time(at, language, moment),
          change: number(Math.abs(change ?? 0), language),
        },
      })),
      line("quoteNext"),
    ],
  }),
  kind({
    output: z.object({
      analyses: z.array(z.object({ title: z.string(), summary: z.string(), source: z.string(), published_at: z.string() })).min(1),
    }),
    lines: ({ analyses }, language) =>
      analyses.map(({ published_at: at, ...analysis }) => ({ key: "analysis", slots: { ...analysis, at: time(at, language, day) } })),
  }),
  kind({
    waitsFor: "answer",
    output: z.object({
      status: z.literal("question"),
      number: z.number(),
      of: z.number(),
      question: z.object({ prompt: z.string(), choices: z.array(z.object({ key: z.string(), text: z.string() })) }),
    }),
    lines: ({ number: at, of, question: { prompt, choices } }) => [
      line("testQuestion", { at, of, prompt }),
      ...choices.map(({ key, text }) => line("testChoice", { key, text })),
    ],
  }),
  kind({
    output: z.object({ status: z.literal("done"), level: z.string(), description: z.string(), right: z.number(), asked: z.number() }),
    lines: ({ level, description, right, asked }) => [line("testDone", { level, description, right, asked }), line("testDoneNext")],
  }),
];

/** What a tool has worked out, as it is told; null for an output of another kind. */
export function findingIn(output: unknown): Finding | null {
  for (const read of kinds) {
    const finding = read(output);
    if (finding) return finding;
  }
  return null;
}
