import { z } from "zod";
import { foldForMeaning, readMoney } from "../../language/index.ts";
import { readConstants } from "../constants.ts";
import { defineTool, type ToolContext, type ToolResult } from "../contract.ts";
import { argument, dong, oneOf, refusal } from "../output.ts";
import { ask } from "../say.ts";
import { text } from "../text.ts";
import { creditRulesSchema, scoreCredit } from "./credit-score.ts";
import { word } from "./wording.ts";

const NAME = "credit_scoring";

const inputSchema = z.object({
  income: z
    .union([z.number(), text(200)])
    .optional()
    .describe("What the customer earns a month, in đồng or in their own words: 20000000, “20 triệu”"),
  location: text(200).optional().describe("The city or province where they live"),
  debt_status: text(200).optional().describe("What they say of bad debt, e.g. “None”, “nợ xấu”"),
});

const outputSchema = oneOf(
  z.strictObject({
    score: z.number(),
    grade: z.string(),
    limit: dong,
    reasons: z.array(z.strictObject({ reason: z.string(), points: z.number() })).describe("They add up to the score"),
    currency: z.literal("VND"),
    understood: z.strictObject({ income: dong, location: z.string(), debt_status: z.string() }),
  }),
  refusal(["needs_more"], { argument }),
);

export const creditScoringTool = defineTool({
  name: NAME,
  label: { vi: "Chấm điểm tín dụng", en: "Score credit" },
  description: {
    vi: "Chấm điểm tín dụng: điểm, xếp hạng và hạn mức có thể vay. Thông tin khách chưa nói thì công cụ hỏi lại.",
    en:
      "Score a customer's credit: a score, a grade, and how much they may borrow. Pass the customer's words on as they are; " +
      "leave out what they have not said, and the tool asks for it.",
  },
  industries: ["finance", "real_estate", "auto"],
  input: inputSchema,
  output: outputSchema,
  effect: "read",
  timeoutMs: 10_000,
  proposes: ["analyzing"],
  run: score,
});

async function score({ income: given, location, debt_status: debtStatus }: z.infer<typeof inputSchema>, context: ToolContext) {
  const { language } = context;
  // Small models fill what they leave out with an empty text.
  if (given === undefined || given === "") return missing("income", word("which_income", language));
  const income = monthlyIncome(given);
  if (income === null) return missing("income", word("unread_income", language, { given }));
  if (!location) return missing("location", word("which_location", language));
  if (!debtStatus) return missing("debt_status", word("which_debt", language));
  const scored = scoreCredit({ income, location, debtStatus }, await readConstants(NAME, creditRulesSchema, context));
  const reasons = scored.reasons.map(({ reason, points }) => ({ reason: reason[language], points }));
  const result: ToolResult = {
    output: { ...scored, reasons, currency: "VND", understood: { income, location, debt_status: debtStatus } },
    newState: "analyzing",
  };
  return result;
}

const missing = (argument: string, question: string) => ask("needs_more", question, { argument });

const yearly = /(?<![a-z])(?:(?:mot|moi|1|\/) ?nam|nam(?= ?$)|(?:a|per|each|every) year|yearly|annual(?:ly)?)(?![a-z])/;

/** "240 triệu một năm" is 20 million a month. */
function monthlyIncome(given: number | string): number | null {
  const amount = readMoney(given);
  return amount !== null && typeof given === "string" && yearly.test(foldForMeaning(given)) ? Math.round(amount / 12) : amount;
}
