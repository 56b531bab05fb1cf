/** Bare objects that stream: what the figures of everybody else are divided by. */
import { Connections } from "../client/exchange.ts";
import { wordsFor, type Contender } from "./contender.ts";
import type { Place } from "./place.ts";
import { planWorkerd } from "./workerd.ts";

const kinds = {
  floor: { className: "Floor", notes: ["A bare Durable Object that writes each token's frame to its stream, and keeps nothing."] },
  "floor-sql": { className: "FloorSql", notes: ["The floor with one durable write before the answer and one after."] },
  "floor-sql-best": {
    className: "FloorBest",
    notes: ["The floor with both writes, the last 40 messages read by index, and tokens written together while nobody waits."],
  },
};

export async function floor(name: keyof typeof kinds, { folder, script, counting }: Place): Promise<Contender> {
  const { className, notes } = kinds[name];
  const server = await planWorkerd({ folder, script, className, objects: "OBJECTS", bindings: counting ? { COUNT_ROWS: "1" } : {} });
  const connections = new Connections(server.port);
  const turn: Contender["turn"] = (id, asked) =>
    connections.ask({ method: "POST", path: `/?id=${encodeURIComponent(id)}`, body: wordsFor(asked) });
  return {
    name,
    notes,
    get pid() {
      return server.pid;
    },
    start: () => server.start(),
    restart: async () => {
      connections.close();
      await server.stop();
      await server.start();
    },
    stop: () => {
      connections.close();
      return server.stop();
    },
    create: () => Promise.resolve(),
    turn,
    begin: turn,
    fill: async (id, messages) => {
      for (let said = 0; said < messages; said += 2) await turn(id, { tokens: 10, paceMs: 0 });
    },
    rows: async () => rowsIn((await connections.ask({ method: "GET", path: "/rows" })).body),
  };
}

/** Reads `{"rows": 12}` out of a whole answer, its head included. */
export function rowsIn(answer: string): number {
  return Number(/"rows":(\d+)/.exec(answer)?.[1] ?? Number.NaN);
}
