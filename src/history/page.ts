/** One page of a list (contracts.md §0). Pages count from 1. */
export interface Page<Row> {
  data: Row[];
  total: number;
  page: number;
  per_page: number;
}
