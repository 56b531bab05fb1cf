/** Schemas of what tools give: what was found or done, or a refusal by one of the tool's codes. */
import { z } from "zod";

/** A refusal or a question back: `error` is said to the customer, `code` is for programs, and `more` is what helps to ask better. */
export const refusal = <Code extends string>(codes: readonly Code[], more: z.ZodRawShape = {}) =>
  z.strictObject({ error: z.string().describe("For the customer, in their language"), code: z.enum(codes), ...more });

/** What a tool gives: one of these. */
export const oneOf = (first: z.ZodType, ...others: z.ZodType[]): z.ZodType => z.union([first, ...others]);

/** The argument that is missing or was not understood. */
export const argument = z.string().describe("The argument that is asked for");

/** An amount in đồng. */
export const dong = z.number().describe("In đồng");

export const time = z.iso.datetime();
