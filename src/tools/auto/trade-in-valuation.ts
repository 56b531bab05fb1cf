import { z } from "zod";
import { readCount, readYear } from "../../language/index.ts";
import { readConstants } from "../constants.ts";
import { defineTool, type ToolContext, type ToolResult } from "../contract.ts";
import { argument, dong, oneOf, refusal } from "../output.ts";
import { localYear } from "../local-day.ts";
import { ask } from "../say.ts";
import { text } from "../text.ts";
import { valuationSchema, valueCar } from "./valuation.ts";
import { word } from "./wording.ts";

const NAME = "trade_in_valuation";
const FIRST_YEAR = 1980;
/** More on the clock is a slip of the finger. */
const MOST_KM = 2_000_000;

const inputSchema = z.object({
  model: text(200).optional().describe("Make and model: “Mazda 3”, “Kia Morning”"),
  year: z
    .union([z.number(), text(50)])
    .optional()
    .describe("The year it was built: 2020, “đời 2020”"),
  odo: z
    .union([z.number(), text(50)])
    .optional()
    .describe("Kilometres driven: 50000, “50.000 km”, “5 vạn”"),
  condition: text(300).optional().describe("What the customer says of its condition"),
});

const outputSchema = oneOf(
  z.strictObject({
    model: z.string(),
    year: z.number().int(),
    odo: z.number().describe("In kilometres"),
    condition: z.string(),
    value: dong,
    currency: z.literal("VND"),
    valued_in: z.number().int().describe("The year of the valuation"),
    reasons: z.array(z.strictObject({ reason: z.string(), amount: dong })).describe("They add up to the value"),
  }),
  refusal(["needs_more"], { argument }),
);

export const tradeInValuationTool = defineTool({
  name: NAME,
  label: { vi: "Định giá xe cũ", en: "Value a trade-in" },
  description: {
    vi: "Định giá xe cũ của khách khi đổi xe. Thông tin khách chưa nói thì công cụ hỏi lại; giá chỉ là ước tính cho tới khi xem xe.",
    en:
      "What the customer's used car is worth in a trade-in. Pass the customer's words on as they are; leave out what they have not said, " +
      "and the tool asks for it. The value is an estimate until the car has been seen.",
  },
  industries: ["auto"],
  input: inputSchema,
  output: outputSchema,
  effect: "read",
  timeoutMs: 10_000,
  proposes: ["analyzing"],
  run: value,
});

async function value(
  { model, year: yearGiven, odo: odoGiven, condition = "" }: z.infer<typeof inputSchema>,
  context: ToolContext,
): Promise<ToolResult> {
  const { language, clock } = context;
  const valuedIn = localYear(clock.now());
  // Small models fill what they leave out with an empty text.
  if (!model) return missing("model", word("which_model", language));
  if (yearGiven === undefined || yearGiven === "") return missing("year", word("which_year", language));
  const year = readYear(yearGiven);
  // Next year's models are sold in autumn.
  if (year === null || year < FIRST_YEAR || year > valuedIn + 1)
    return missing("year", word("unread_year", language, { given: yearGiven, first: FIRST_YEAR, last: valuedIn + 1 }));
  if (odoGiven === undefined || odoGiven === "") return missing("odo", word("which_odo", language));
  const odo = readCount(odoGiven);
  if (odo === null || odo > MOST_KM) return missing("odo", word("unread_odo", language, { given: odoGiven }));
  const { value: worth, reasons } = valueCar(
    { model, year, odo, condition },
    valuedIn,
    await readConstants(NAME, valuationSchema, context),
  );
  return {
    output: {
      model,
      year,
      odo,
      condition,
      value: worth,
      currency: "VND",
      valued_in: valuedIn,
      reasons: reasons.map(({ reason, amount }) => ({ reason: reason[language], amount })),
    },
    newState: "analyzing",
  };
}

const missing = (argument: string, question: string) => ask("needs_more", question, { argument });
