/** An intent, what was done so far and the tools offered → one call, or words. Calls only what is offered. Pure. */
import { carry, lighterThan } from "./carry.ts";
import type { Intent } from "./intent.ts";
import type { Action, Reply } from "./reply.ts";
import type { Situation, ToolStep } from "./situation.ts";

export const tools = {
  search: "search_offerings",
  details: "get_offering_details",
  compare: "compare_offerings",
  webHook: "trigger_web_hook",
} as const;

interface Call {
  tool: string;
  input: Record<string, unknown>;
}

/** What a wish comes to: a call, after a step that may lead to a state which offers it; or words. */
type Plan = { goal: Call; leadIn: Call | null } | { reply: Reply };

/**
 * Decides the next step. `offered` are the names of the tools that this call of the model may use.
 * In one turn a call is made at most once, and never another one after its goal was reached or refused.
 */
export function choose(intent: Intent, situation: Situation, offered: ReadonlySet<string>): Action {
  const plan = planFor(intent, situation);
  if ("reply" in plan) return say(plan.reply);
  const { goal, leadIn } = plan;
  const last = situation.steps.at(-1);
  if (last && (last.tool === goal.tool || isTrouble(last))) return say({ about: "outcome", outcome: last.outcome, intent });
  if (offered.has(goal.tool)) return call(goal, situation) ?? say({ about: "not_now" });
  const first = leadIn && offered.has(leadIn.tool) ? call(leadIn, situation) : null;
  if (first) return first;
  return last ? say({ about: "outcome", outcome: last.outcome, intent }) : say({ about: "not_now" });
}

function planFor(intent: Intent, situation: Situation): Plan {
  switch (intent.kind) {
    case "search":
    case "narrow":
      return { goal: searchCall(intent, situation), leadIn: null };
    case "again":
      return situation.shown.length > 0 ? { goal: sameSearch(situation), leadIn: null } : { reply: { about: "intent", intent } };
    case "view":
      return viewPlan(intent, situation);
    case "compare":
      return comparePlan(intent, situation);
    case "errand":
      return { goal: { tool: intent.tool, input: intent.input }, leadIn: null };
    case "buy":
      return buyPlan(intent, situation);
    default:
      return { reply: { about: "intent", intent } };
  }
}

function searchCall(intent: Extract<Intent, { kind: "search" | "narrow" }>, situation: Situation): Call {
  const { query, filters } = intent.kind === "narrow" ? narrowing(intent.query, situation) : { query: intent.query, filters: {} };
  return searchFor(query, { ...filters, ...(intent.sort ? { sort: intent.sort } : {}) });
}

const searchFor = (query: string, filters: Record<string, unknown>): Call => ({
  tool: tools.search,
  input: { ...(query === "" ? {} : { query }), ...(Object.keys(filters).length > 0 ? { filters } : {}) },
});

/** The last list once more, so that places count in it again. */
function sameSearch({ understood }: Situation): Call {
  const { query, filters } = carry(understood, "");
  return searchFor(query, { ...filters, ...(understood["sort"] === undefined ? {} : { sort: understood["sort"] }) });
}

function narrowing(words: string, { understood, shown, focus }: Situation): { query: string; filters: Record<string, unknown> } {
  const { query, filters } = carry(understood, words);
  const lighter = lighterThan(words, shown, focus);
  const specs = lighter ? { specs: { ...Object(filters["specs"]), ...lighter } } : {};
  return { query, filters: { ...filters, ...specs, narrow: true } };
}

function viewPlan({ target }: Extract<Intent, { kind: "view" }>, { shown }: Situation): Plan {
  if (target) return { goal: detailsCall(target), leadIn: null };
  if (shown.length === 1) return { goal: detailsCall({ position: 1 }), leadIn: null };
  return { reply: shown.length > 1 ? { about: "ask_which", for: "view" } : { about: "nothing_shown" } };
}

function comparePlan({ positions, withFocus }: Extract<Intent, { kind: "compare" }>, { shown, focus }: Situation): Plan {
  const [first] = positions;
  if (first === undefined || (positions.length < 2 && !withFocus)) {
    return { reply: shown.length > 1 ? { about: "ask_which", for: "compare" } : { about: "nothing_shown" } };
  }
  const lookedAt = withFocus && focus && focus.code !== "" ? { code: focus.code } : { position: first };
  return { goal: { tool: tools.compare, input: { positions, ...(withFocus ? { with_focus: true } : {}) } }, leadIn: detailsCall(lookedAt) };
}

function buyPlan({ items, confirm }: Extract<Intent, { kind: "buy" }>, { shown, order, compared }: Situation): Plan {
  if (confirm) {
    if (order?.status !== "pending") return { reply: { about: "no_order" } };
    return { goal: webHookCall({ items: [], confirm: true }), leadIn: null };
  }
  const [first] = items;
  if (!first) return { reply: shown.length > 0 || compared.length > 0 ? { about: "ask_which", for: "buy" } : { about: "nothing_shown" } };
  const target = first.position === undefined ? { code: first.code ?? "" } : { position: first.position };
  return { goal: webHookCall({ items }), leadIn: detailsCall(target) };
}

const webHookCall = (payload: Record<string, unknown>): Call => ({ tool: tools.webHook, input: { action: "checkout", payload } });

const detailsCall = (target: { position: number } | { code: string }): Call => ({
  tool: tools.details,
  input: "position" in target ? { position: target.position } : { offering_code: target.code },
});

function call(wanted: Call, { steps }: Situation): Action | null {
  const input = JSON.stringify(wanted.input);
  return steps.some((step) => step.tool === wanted.tool && step.input === input) ? null : { kind: "call", ...wanted };
}

const isTrouble = (step: ToolStep): boolean => step.outcome.kind === "refusal" || step.outcome.kind === "failure";

const say = (reply: Reply): Action => ({ kind: "say", reply });
