import type { EffectLedger, EffectState } from "../../src/agents/index.ts";
import type { ToolResult } from "../../src/tools/contract.ts";

/** A ledger in memory. It outlives the turns that it is given to, as the object's does a process. */
export class FakeLedger implements EffectLedger {
  /** What came of each effect, by key; null: begun, and nothing known. */
  readonly entries = new Map<string, ToolResult | null>();
  /** Every effect that was asked for, and what the ledger said of it. */
  readonly asked: { key: string; toolName: string; kind: EffectState["kind"] }[] = [];

  async begin(key: string, { toolName }: { toolName: string }): Promise<EffectState> {
    const state = this.#stateOf(key);
    this.asked.push({ key, toolName, kind: state.kind });
    if (state.kind === "fresh") this.entries.set(key, null);
    return state;
  }

  #stateOf(key: string): EffectState {
    const entry = this.entries.get(key);
    if (entry === undefined) return { kind: "fresh" };
    return entry === null ? { kind: "uncertain" } : { kind: "done", result: entry };
  }

  end(key: string, result: ToolResult): void {
    this.entries.set(key, result);
  }

  forget(key: string): void {
    this.entries.delete(key);
  }

  recorded(key: string): ToolResult | null {
    return this.entries.get(key) ?? null;
  }
}
