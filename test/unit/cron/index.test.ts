import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { handleScheduled } from "../../../src/cron/index.ts";
import { historyPorts, unreachableDatabase } from "../../support/history.ts";

test("a trigger that nothing listens to is an error that names it", async () => {
  await expect(handleScheduled("0 0 31 2 *", historyPorts(unreachableDatabase()))).rejects.toThrow('Nothing is due at "0 0 31 2 *"');
});

test("every trigger that is deployed has something due", async () => {
  const deployed = readFileSync("wrangler.toml", "utf8");
  const crons = [...(/^crons = \[(.*)\]$/m.exec(deployed)?.[1] ?? "").matchAll(/"([^"]+)"/g)].map(([, cron]) => cron ?? "");
  expect(crons).not.toEqual([]);
  for (const cron of crons) {
    await expect(handleScheduled(cron, historyPorts(unreachableDatabase()))).rejects.not.toThrow("Nothing is due");
  }
});
