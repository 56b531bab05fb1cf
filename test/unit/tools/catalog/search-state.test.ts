import { expect, test } from "vitest";
import { parseQuery } from "../../../../src/tools/catalog/query.ts";
import { searchState } from "../../../../src/tools/catalog/search-state.ts";

const vocabulary = { types: ["laptop", "phone"], brands: ["ASUS"] };

test.each([
  ["", "browsing"],
  ["cho tôi xem laptop", "browsing"],
  ["show me phones", "browsing"],
  ["laptop rẻ nhất", "browsing"],
  ["laptop dưới 20 triệu", "searching"],
  ["laptop asus", "searching"],
  ["laptop không phải asus", "searching"],
  ["laptop ram 16gb", "searching"],
  ["laptop gaming", "searching"],
])("%j is %s", (text, state) => {
  expect(searchState(parseQuery(text, vocabulary), { narrow: false, textMet: true })).toBe(state);
});

test("narrowing the last list is filtering, whatever is asked", () => {
  expect(searchState(parseQuery("laptop", vocabulary), { narrow: true, textMet: true })).toBe("filtering");
});

test("words that nothing meets do not make a look a search", () => {
  expect(searchState(parseQuery("laptop xyz", vocabulary), { narrow: false, textMet: false })).toBe("browsing");
});
