/** One product of the demo shop. Its type is its file's. */
export interface Product {
  code: string;
  brand: string;
  name: string;
  summary: string;
  /** In đồng, as shops in Vietnam ask for it. */
  price: number;
  stock: number;
  /** The greater, the earlier in a list of equals. */
  popularity: number;
  /** Named as in src/tools/catalog/attributes.ts. */
  attributes: Record<string, string | number | boolean>;
}
