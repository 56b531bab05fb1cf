/** What models cost, as data. Prices change: an operator's own go into the variable MODEL_PRICES. */
import { z } from "zod";

/** US dollars per million tokens. */
export interface ModelPrice {
  input: number;
  output: number;
  /** Input that the provider had cached. */
  cached: number;
}
