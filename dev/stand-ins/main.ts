/** The child process of `npm start` in which Postgres, Redis and the demo shop run: `node dev/stand-ins/main.ts <folder of Postgres> <file of the shop>`. */
import { startPostgres } from "../postgres/start.ts";
import { startRedis } from "../redis/start.ts";
import { startShop } from "../shop/start.ts";
import { chargeSchema, type Report } from "./messages.ts";

let runtimeGroup: number | undefined;

const tell = (report: Report, then: () => void = () => undefined) => process.send?.(report, then);

process.on("message", (message) => {
  const charge = chargeSchema.safeParse(message);
  if (charge.success) runtimeGroup = charge.data.processGroup;
});

try {
  const [dataFolder, shopFile] = process.argv.slice(2);
  const url = process.env["EDGEWISE_POSTGRES_URL"] || undefined;
  const postgres = await startPostgres({ dataFolder, url });
  const [redis, shop] = await Promise.all([startRedis(), startShop(shopFile)]);
  // The start has ended: in good order it took the runtime along.
  process.on("disconnect", () => {
    if (runtimeGroup !== undefined) endGroup(runtimeGroup);
    void Promise.all([postgres.stop(), redis.stop(), shop.stop()]).finally(() => process.exit(0));
  });
  tell({
    kind: "ready",
    endpoints: {
      databaseUrl: postgres.connectionString,
      databaseEndpoint: postgres.endpoint,
      redisUrl: redis.url,
      redisToken: redis.token,
      shopUrl: shop.url,
    },
  });
  if (!process.connected) process.exit(1);
} catch (error) {
  tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) }, () => process.exit(1));
}

function endGroup(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
