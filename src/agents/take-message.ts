/** Where a customer's message takes the conversation by itself, before a model hears of it. The machine disposes here as anywhere. */
import { readWish } from "../language/index.ts";
import { ERROR, mayGoBack, mayWait, propose, WAITING, type Flow } from "../lifecycle/index.ts";
import type { TurnItem, TurnView } from "../transcript/index.ts";
import { changeState } from "./change-state.ts";

/** Who is taken up after a process died has most of it behind them: what was done is not proposed again. */
export function* takeMessage(view: Readonly<TurnView>, flow: Flow, words: string): Generator<TurnItem, void> {
  const { state } = view.position;
  // Who writes into a closed conversation opens it again, with its history.
  if (state === "closed") yield* changeState(view, flow, flow.initial, "reopened");
  else if (state === ERROR) yield* recover(view, flow);
  else if (state === WAITING) yield* goOn(view, flow);
  yield* takeShortcut(view, flow, words);
}

/** A state only: what the customer wishes done is done by a tool or not at all. What the flow does not allow here, nobody has proposed. */
function* takeShortcut(view: Readonly<TurnView>, flow: Flow, words: string): Generator<TurnItem> {
  const wish = flow.intents && readWish(words);
  const to = wish && flow.intents?.[wish];
  if (to && propose(flow, view.position, to, wish).accepted) yield* changeState(view, flow, to, `intent:${wish}`);
}

/** Back to where the journey was when it failed, as far as the flow leads there; else it begins anew. */
function* recover(view: Readonly<TurnView>, flow: Flow): Generator<TurnItem> {
  const { pausedFrom } = view;
  // A version wrote it that did not recover.
  if (pausedFrom === null) return;
  const back = propose(flow, view.position, pausedFrom, "recovered");
  yield* changeState(view, flow, back.accepted ? pausedFrom : flow.initial, "recovered");
}

/** The answer belongs to where it was asked for. Where the flow leads nowhere else, the conversation stays, and its tools with it. */
function* goOn(view: Readonly<TurnView>, flow: Flow): Generator<TurnItem> {
  const { pausedFrom } = view;
  if (pausedFrom !== null && mayGoBack(flow, view.position, pausedFrom)) yield* changeState(view, flow, pausedFrom, "answered");
}

/** The turn has ended with a tool's question: the conversation waits for the answer, where the flow lets it. */
export function* waitForAnswer(view: Readonly<TurnView>, flow: Flow): Generator<TurnItem> {
  const asking = view.events.findLast(({ kind, data }) => kind === "tool.called" && Array.isArray(data["asks"]));
  if (!asking || !mayWait(flow, view.position)) return;
  const since = view.events.slice(view.events.indexOf(asking) + 1);
  if (since.some(({ kind, data }) => kind === "tool.called" && data["succeeded"] === true)) return;
  yield* changeState(view, flow, WAITING, `asked:${String(asking.data["tool"])}`);
}
