import type { TestProject } from "vitest/node";
import { seedDemo } from "../../dev/demo/seed.ts";
import { migrate } from "../../dev/migrate.ts";
import { startRedis } from "../../dev/redis/start.ts";
import { startShop } from "../../dev/shop/start.ts";
import { connectDatabase } from "../../src/db/client.ts";
import { startEmptyPostgres } from "./database.ts";

/** Where the stand-ins of this run listen. */
export interface StandIns {
  databaseUrl: string;
  databaseEndpoint: string;
  redisUrl: string;
  redisToken: string;
  shopUrl: string;
}

declare module "vitest" {
  interface ProvidedContext {
    standIns: StandIns;
  }
}

/** Starts one migrated and seeded set of stand-ins for a whole project; tests mint their own tenants in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, redis, shop] = await Promise.all([startEmptyPostgres(), startRedis(), startShop()]);
  const database = connectDatabase(postgres.connectionString, postgres.endpoint);
  await migrate(database);
  await seedDemo(database, { shopUrl: shop.url });
  project.provide("standIns", {
    databaseUrl: postgres.connectionString,
    databaseEndpoint: postgres.endpoint,
    redisUrl: redis.url,
    redisToken: redis.token,
    shopUrl: shop.url,
  });
  return async () => {
    await Promise.all([postgres.stop(), redis.stop(), shop.stop()]);
  };
}
