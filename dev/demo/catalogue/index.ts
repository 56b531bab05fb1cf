import { laptops } from "./laptops.ts";
import { mainboards } from "./mainboards.ts";
import { phones } from "./phones.ts";
import type { Product } from "./product.ts";
import { ram } from "./ram.ts";
import { ssds } from "./ssds.ts";

/** What the demo shop sells, by type. */
export const catalogue: Readonly<Record<string, readonly Product[]>> = {
  laptop: laptops,
  ssd: ssds,
  ram,
  mainboard: mainboards,
  phone: phones,
};
