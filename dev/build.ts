/** `npm run build`: the page into dist/web, from where `wrangler deploy` ships it. */
import { buildPage } from "./page.ts";
import { step } from "./progress.ts";
import { tellRefusal } from "./refusal.ts";

await step("Page built", () => buildPage()).catch(tellRefusal);
