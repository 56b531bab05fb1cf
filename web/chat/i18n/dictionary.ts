import type { lifecycleStates } from "../../../src/lifecycle/index.ts";
import type { IconName } from "../components/icons.ts";

/** A conversation opener: what its card shows, and what it sends. */
export interface Starter {
  icon: IconName;
  title: string;
  text: string;
}

type Texts<Key extends string> = Record<Key, string>;

/** Every text of the page. `{name}` marks a slot that `fill` fills. */
export interface Dictionary {
  /** BCP 47, for numbers and dates. */
  locale: string;
  page: Texts<"title" | "tagline">;
  nav: Texts<"conversations" | "open" | "close" | "start" | "untitled" | "none" | "failed" | "more" | "skip">;
  days: Texts<"today" | "yesterday" | "week" | "older">;
  settings: Texts<"theme" | "system" | "light" | "dark" | "language" | "vi" | "en">;
  composer: Texts<"label" | "placeholder" | "send" | "stop" | "stopping" | "hint" | "waiting" | "tooLong" | "count">;
  files: Texts<
    | "attach"
    | "tray"
    | "uploading"
    | "ready"
    | "remove"
    | "again"
    | "waiting"
    | "tooLarge"
    | "empty"
    | "wrongType"
    | "tooMany"
    | "failed"
    | "open"
    | "gone"
  >;
  starters: { label: string; items: Starter[] };
  suggestions: string;
  followUps: Texts<"compareWith" | "paid">;
  transcript: Texts<
    | "label"
    | "older"
    | "loadingOlder"
    | "newMessages"
    | "toEnd"
    | "you"
    | "assistant"
    | "staff"
    | "thinking"
    | "reasoning"
    | "copy"
    | "copied"
    | "more"
    | "less"
    | "again"
    | "stopped"
    | "interrupted"
    | "failed"
    | "unanswered"
    | "blocked"
    | "staffed"
  >;
  branches: Texts<"label" | "previous" | "next" | "place">;
  edit: Texts<"edit" | "save" | "cancel" | "hint">;
  rating: Texts<"up" | "down" | "thanks" | "failed">;
  states: Texts<"label" | (typeof lifecycleStates)[number]>;
  tools: Texts<
    | "search_offerings"
    | "get_offering_details"
    | "compare_offerings"
    | "get_market_data"
    | "get_strategic_analysis"
    | "credit_scoring"
    | "loan_instalments"
    | "trade_in_valuation"
    | "assessment_test"
    | "trigger_web_hook"
    | "other"
    | "failed"
  >;
  offerings: Texts<
    | "list"
    | "shown"
    | "shownOf"
    | "none"
    | "noneHint"
    | "position"
    | "details"
    | "detailsOf"
    | "askDetails"
    | "askDetailsByName"
    | "buy"
    | "choose"
    | "askBuy"
    | "inStock"
    | "fewLeft"
    | "outOfStock"
    | "priceOnRequest"
    | "price"
    | "stock"
    | "code"
    | "moreSpecs"
    | "fewerSpecs"
    | "specs"
    | "months"
    | "yes"
    | "no"
    | "unknown"
  >;
  comparison: Texts<"title" | "attribute" | "best" | "scroll">;
  order: Texts<"pending" | "confirmed" | "rejected" | "reference" | "total" | "quantity" | "open" | "view" | "newTab">;
  connection: Texts<"offline" | "reconnecting" | "now">;
  problems: Texts<
    | "send"
    | "answer"
    | "open"
    | "start"
    | "older"
    | "stop"
    | "select"
    | "notFound"
    | "notFoundHint"
    | "network"
    | "rate_limited"
    | "unavailable"
    | "invalid_request"
    | "retry"
    | "dismiss"
    | "crashed"
    | "reload"
  >;
  spoken: Texts<"found" | "details" | "compared" | "order">;
  /** Labels of offering attributes by key; a key that is missing reads as itself. */
  attributes: Record<string, string>;
}
