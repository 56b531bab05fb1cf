import { z } from "zod";
import { readMoney, readMonths, readYearlyRate } from "../../language/index.ts";
import type { JsonObject } from "../../platform/ports.ts";
import { pickCode, type Offering } from "../catalog/index.ts";
import { readConstants } from "../constants.ts";
import { defineTool, type ToolContext, type ToolResult } from "../contract.ts";
import { argument, dong, oneOf, refusal } from "../output.ts";
import { ask } from "../say.ts";
import { text } from "../text.ts";
import { annuity, declining, type Loan, type Schedule } from "./instalments.ts";
import { word } from "./wording.ts";

const NAME = "loan_instalments";
/** Rows of a table that a customer reads at once; the last one follows them. */
const FIRST_ROWS = 3;

const inputSchema = z.object({
  amount: z
    .union([z.number(), text(200)])
    .optional()
    .describe("What is borrowed, in đồng or in the customer's words: 500000000, “1 tỷ 2”"),
  months: z
    .union([z.number(), text(200)])
    .optional()
    .describe("How long it is paid back: months, or words such as “5 năm”"),
  rate: z
    .union([z.number(), text(200)])
    .optional()
    .describe("Percent a year, where the customer names one: 8.5, “8,5%”"),
});

/** What is reckoned with where the customer has not said it. */
const loanDefaultsSchema = z.object({
  /** Percent a year. */
  rate: z.number().default(9.5),
  /** The part of what was looked at that is borrowed. */
  share_of_price: z.number().default(0.7),
  /** How long what was looked at is paid back, by industry. */
  months: z.record(z.string(), z.number()).default({ real_estate: 240, auto: 84 }),
  least_amount: z.number().default(1_000_000),
  most_amount: z.number().default(100_000_000_000),
  most_months: z.number().default(420),
  most_rate: z.number().default(60),
});

type LoanDefaults = z.infer<typeof loanDefaultsSchema>;
type Input = z.infer<typeof inputSchema>;

const rowSchema = z.strictObject({
  month: z.number().int(),
  payment: dong,
  principal: dong,
  interest: dong,
  balance: dong.describe("What is still owed after it, in đồng"),
});
const outputSchema = oneOf(
  z.strictObject({
    amount: dong,
    months: z.number().int(),
    rate_percent_per_year: z.number(),
    currency: z.literal("VND"),
    assumed: z.array(z.enum(["amount", "months", "rate"])).describe("What the customer has not said"),
    for: z.strictObject({ code: z.string(), name: z.string(), price: dong }).optional(),
    methods: z.array(
      z.strictObject({
        method: z.enum(["annuity", "declining_balance"]),
        label: z.string(),
        first_payment: dong,
        last_payment: dong,
        total_interest: dong,
        total_paid: dong,
        rows: z.array(rowSchema).describe("The first ones and the last"),
      }),
    ),
  }),
  refusal(["needs_more"], { argument }),
);

export const loanInstalmentsTool = defineTool({
  name: NAME,
  label: { vi: "Tính trả góp", en: "Work out instalments" },
  description: {
    vi: "Tính tiền trả góp hằng tháng theo hai cách: trả đều và dư nợ giảm dần. Phần khách chưa nói thì lấy theo sản phẩm vừa xem hoặc mức thường dùng, và nói rõ.",
    en:
      "Work out what a loan costs a month: an annuity and a declining balance, first rows and totals. Pass the customer's words on as they are. " +
      "Left out, amount and months follow what the customer looked at last, the rate its own or the usual one: `assumed` says which were.",
  },
  industries: ["finance", "real_estate", "auto"],
  input: inputSchema,
  output: outputSchema,
  effect: "read",
  timeoutMs: 10_000,
  proposes: ["analyzing"],
  run: workOut,
});

async function workOut(input: Input, context: ToolContext): Promise<ToolResult> {
  const defaults = await readConstants(NAME, loanDefaultsSchema, context);
  const seen = await lookedAt(context);
  const read = readLoan(input, fromOffering(seen, context.industry, defaults), defaults, context);
  if ("refusal" in read) return read.refusal;
  const { loan, assumed } = read;
  const methods = [
    { method: "annuity", label: { vi: "Trả đều hằng tháng", en: "Equal payments" }, made: annuity(loan) },
    { method: "declining_balance", label: { vi: "Dư nợ giảm dần", en: "Declining balance" }, made: declining(loan) },
  ].map(({ method, label, made }) => ({ method, label: label[context.language], ...told(made) }));
  return {
    output: {
      amount: loan.amount,
      months: loan.months,
      rate_percent_per_year: loan.rate,
      currency: "VND",
      assumed,
      ...(seen === null ? {} : { for: { code: seen.code, name: seen.name, price: seen.price } }),
      methods,
    },
    newState: "analyzing",
  };
}

/** What the customer looked at last; null for nothing, or what is no longer offered. */
async function lookedAt(context: ToolContext): Promise<Offering | null> {
  if (context.focus === null) return null;
  const picked = await pickCode(context.focus, context);
  return "refusal" in picked ? null : picked.offering;
}

type Assumable = { [Part in keyof Loan]: number | null };

/** A loan's product has a rate, and no price that is borrowed. */
function fromOffering(seen: Offering | null, industry: string, defaults: LoanDefaults): Assumable {
  const ownRate = seen?.attributes["rate_percent"];
  const rate = typeof ownRate === "number" ? ownRate : defaults.rate;
  if (seen === null || industry === "finance") return { amount: null, months: null, rate };
  return { amount: Math.round(seen.price * defaults.share_of_price), months: defaults.months[industry] ?? null, rate };
}

type Read = { loan: Loan; assumed: string[] } | { refusal: ToolResult };

function readLoan(input: Input, fallback: Assumable, limits: LoanDefaults, { language }: ToolContext): Read {
  const refuse = (argument: string, question: string): Read => ({ refusal: ask("needs_more", question, { argument }) });
  // Small models fill what they leave out with an empty text.
  const given = { amount: input.amount === "" ? undefined : input.amount, months: input.months || undefined, rate: input.rate };
  const amount = given.amount === undefined ? fallback.amount : readMoney(given.amount);
  if (amount === null)
    return refuse(
      "amount",
      given.amount === undefined ? word("which_amount", language) : word("unread_amount", language, { given: given.amount }),
    );
  if (amount < limits.least_amount || amount > limits.most_amount) {
    const format = new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en-US");
    const range = { least: format.format(limits.least_amount), most: format.format(limits.most_amount) };
    return refuse("amount", word("amount_range", language, range));
  }
  const months = given.months === undefined ? fallback.months : readMonths(given.months);
  if (months === null && given.months === undefined) return refuse("months", word("which_months", language));
  if (months === null || months > limits.most_months)
    return refuse("months", word("unread_months", language, { given: given.months ?? "", most: limits.most_months }));
  const named = given.rate === undefined || given.rate === "" ? undefined : given.rate;
  const rate = named === undefined ? fallback.rate : readYearlyRate(named);
  if (rate === null || rate > limits.most_rate)
    return refuse("rate", word("unread_rate", language, { given: named ?? "", most: limits.most_rate }));
  const assumed = Object.entries({ ...given, rate: named }).flatMap(([part, value]) => (value === undefined ? [part] : []));
  return { loan: { amount, months, rate }, assumed };
}

function told({ rows, totalInterest, totalPaid }: Schedule): JsonObject {
  const shown = rows.filter((_row, at) => at < FIRST_ROWS || at === rows.length - 1);
  return {
    first_payment: rows[0]?.payment ?? 0,
    last_payment: rows.at(-1)?.payment ?? 0,
    total_interest: totalInterest,
    total_paid: totalPaid,
    rows: shown.map((row) => ({ ...row })),
  };
}
