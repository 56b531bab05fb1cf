import { defineConfig } from "drizzle-kit";

// Only `drizzle-kit generate` is used: migrations are applied by dev/migrate.ts, over the same HTTP driver as in production.
export default defineConfig({ dialect: "postgresql", schema: "./src/db/schema/index.ts", out: "./migrations" });
