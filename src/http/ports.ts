import type { AccessPorts } from "../access/index.ts";
import type { Address, Conversations } from "../conversations/index.ts";
import type { FileStore } from "../files/index.ts";
import type { KeyStores } from "../idempotency/index.ts";
import type { Log } from "../platform/ports.ts";
import type { PlayPorts } from "../replay/index.ts";
import type { Tool } from "../tools/index.ts";
import type { Settings } from "../platform/settings.ts";

/** Everything that the routes need. The Worker builds it from its bindings; routes never see those. */
export interface AppPorts extends AccessPorts {
  settings: Settings;
  log: Log;
  conversations: Conversations;
  /** Bytes of files. */
  files: FileStore;
  idempotency: KeyStores;
  /** Every tool that a flow may offer. */
  tools: ReadonlyMap<string, Tool>;
  /** Counts one request for a visitor token by this network address: false once it has asked too often. */
  limitVisitorTokens(address: string): Promise<boolean>;
  /** Counts one message of this visitor: false once it has sent too many. */
  limitVisitorMessages(tenantId: string, userId: string): Promise<boolean>;
  /** What a replay plays on: with the bot's model, or with this `provider:model`. Throws where that cannot be reached. */
  play(model: string | null): PlayPorts;
  queue: {
    /** Whether the history queue takes messages now; for the health route. */
    ping(): Promise<boolean>;
    /** Sends a conversation's doorbell: somebody has something for Postgres. */
    ring(address: Address, seq: number): Promise<void>;
  };
}
