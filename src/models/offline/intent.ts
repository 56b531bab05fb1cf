import type { Language } from "../../platform/ports.ts";
import type { ChatTopic, ShopTopic } from "./lexicon/topics.ts";

export interface OrderItem {
  /** A place in the list last shown, from 1. */
  position?: number;
  code?: string;
  quantity: number;
}

/** What an offering is meant by: a place in the list last shown, or the one last looked at. */
export type Target = { position: number } | { code: string };

/** What the customer wants, as far as the shop assistant understands. */
export type Intent =
  | { kind: "search"; query: string; sort?: "price_asc" | "price_desc" }
  /** A search within the list last shown. */
  | { kind: "narrow"; query: string; sort?: "price_asc" | "price_desc" }
  /** `asks` are the properties asked about, folded words. */
  | { kind: "view"; target: Target | null; asks: string[] }
  | { kind: "compare"; positions: number[]; withFocus: boolean }
  | { kind: "buy"; items: OrderItem[]; confirm: boolean }
  /** Something that a tool works out; `input` is what was said of its arguments. */
  | { kind: "errand"; tool: string; input: Record<string, unknown> }
  | { kind: "advise" | "again" | "more" | "need" }
  | { kind: "cancel" | "order_status" }
  | { kind: "question"; topic: ShopTopic }
  | { kind: "small_talk"; topic: ChatTopic }
  | { kind: "language"; language: Language }
  | { kind: "greet" | "thanks" | "goodbye" | "help" | "identity" | "yes" | "no" | "unknown" };
