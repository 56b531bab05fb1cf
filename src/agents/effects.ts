import type { JsonValue } from "../platform/ports.ts";
import type { ToolResult } from "../tools/index.ts";

/** What is known of an effect when it is asked for. */
export type EffectState =
  | { kind: "fresh" }
  /** It came to its end before; it does not happen again. */
  | { kind: "done"; result: ToolResult }
  /** It was begun before, and nobody knows what came of it. */
  | { kind: "uncertain" };

/** The ledger of a conversation's effects (architecture, law 7). The object keeps it on disk, by idempotency key. */
export interface EffectLedger {
  /** Says what is known of the effect. Where that is `fresh`, notes that it begins: resolves when the note is on disk. */
  begin(key: string, call: { toolName: string; input: JsonValue }): Promise<EffectState>;
  /** Notes what came of it; on disk with the next event of the turn. */
  end(key: string, result: ToolResult): void;
  /** Nothing was sent: as if it had not begun. On disk with the next event of the turn; lost, the effect is merely `uncertain`. */
  forget(key: string): void;
  /** What came of it, where it came to its end; what a fork's tools answer from. */
  recorded(key: string): ToolResult | null;
}
