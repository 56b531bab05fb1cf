/** `DATABASE_URL=… npm run migrate`: brings a Neon database to the newest schema. */
import { connectDatabase } from "../src/db/client.ts";
import { migrate } from "./migrate.ts";

const url = process.env["DATABASE_URL"];
if (!url) {
  console.error("DATABASE_URL is not set. Write: DATABASE_URL=postgres://… npm run migrate");
  process.exit(1);
}
await migrate(connectDatabase(url, process.env["DATABASE_FETCH_ENDPOINT"]));
console.log("The database has the newest schema.");
