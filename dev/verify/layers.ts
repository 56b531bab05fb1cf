/**
 * Who may import whom, from the top down: a unit imports from its own folder and from the layers below its own, and enters
 * another unit only by its entrance. A new folder of `src` is named here before it imports or is imported.
 */
export interface Layer {
  name: string;
  /** Folders, or single files, whose insides belong together. */
  units: readonly string[];
  /** Whether the layer's units may import each other; circles stay forbidden. Without it they do not know each other. */
  siblings?: true;
  /** Set where other units are known by their types alone. */
  typesOnly?: true;
  /** Packages whose code this layer may run; without a list, any. Types of packages are free. */
  packages?: readonly string[];
}

export const layers: readonly Layer[] = [
  { name: "tools of development", units: ["dev", "test", "bench"] },
  { name: "pages", units: ["web"], typesOnly: true },
  { name: "entry and wiring", units: ["src/worker.ts", "src/wiring.ts"], siblings: true },
  { name: "edges", units: ["src/http", "src/queues", "src/cron", "durable-objects/conversation", "durable-objects/idempotency"] },
  {
    name: "features",
    units: [
      "src/access",
      "src/actions",
      "src/agents",
      "src/analytics",
      "src/context",
      "src/conversations",
      "src/erasure",
      "src/files",
      "src/flows",
      "src/history",
      "src/replay",
      "src/tools",
    ],
    siblings: true,
  },
  { name: "stores and models", units: ["src/db", "src/cache", "src/models"] },
  {
    name: "pure",
    units: ["src/transcript", "src/lifecycle", "src/language", "src/prompts", "src/idempotency"],
    siblings: true,
    packages: ["mustache", "zod"],
  },
  { name: "platform", units: ["src/platform"] },
];

/** Files by which a unit is entered, where that is not `index.ts`; `*` opens all of them. */
export const entrances: Readonly<Record<string, readonly string[]>> = {
  "durable-objects/conversation": ["object.ts", "ports.ts"],
  "durable-objects/idempotency": ["object.ts"],
  "src/db": ["client.ts", "ping.ts", "schema/index.ts"],
  // The adapter of a binding names the Workers' own types, which pages and tests in Node do not know.
  "src/files": ["index.ts", "r2-store.ts"],
  "src/platform": ["*"],
};
