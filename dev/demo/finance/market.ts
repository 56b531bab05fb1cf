import type { Localized } from "../../../src/platform/ports.ts";

/** A symbol of the demo market with its last days, oldest first. They are samples, and say so as their source. */
export interface DemoSymbol {
  symbol: string;
  kind: "gold" | "stock" | "currency" | "rate";
  name: Localized;
  unit: Localized;
  aliases: string[];
  /** What a customer gets beneath the price; left out where there is but one price. */
  spread?: number;
  prices: readonly number[];
}

const perTael: Localized = { vi: "đồng/lượng", en: "VND per tael" };
const perShare: Localized = { vi: "đồng/cổ phiếu", en: "VND per share" };
const perYear: Localized = { vi: "%/năm", en: "% a year" };

export const market: readonly DemoSymbol[] = [
  {
    symbol: "SJC",
    kind: "gold",
    name: { vi: "Vàng miếng SJC", en: "SJC gold bars" },
    unit: perTael,
    aliases: ["vàng SJC", "vàng miếng", "SJC gold", "vàng", "gold"],
    spread: 2_000_000,
    prices: [147_200_000, 147_900_000, 148_400_000, 148_100_000, 149_300_000, 149_800_000, 149_500_000, 150_200_000],
  },
  {
    symbol: "NHAN9999",
    kind: "gold",
    name: { vi: "Vàng nhẫn 9999", en: "9999 gold rings" },
    unit: perTael,
    aliases: ["vàng nhẫn", "nhẫn 9999", "gold ring", "gold rings", "vàng", "gold"],
    spread: 2_500_000,
    prices: [144_800_000, 145_300_000, 145_900_000, 145_600_000, 146_700_000, 147_100_000, 146_900_000, 147_600_000],
  },
  {
    symbol: "VNINDEX",
    kind: "stock",
    name: { vi: "Chỉ số VN-Index", en: "VN-Index" },
    unit: { vi: "điểm", en: "points" },
    aliases: ["vn index", "chứng khoán", "stock market", "cổ phiếu", "stocks"],
    prices: [1_648.2, 1_655.7, 1_661.3, 1_652.9, 1_668.4, 1_674.1, 1_670.6, 1_681.5],
  },
  {
    symbol: "FPT",
    kind: "stock",
    name: { vi: "Cổ phiếu FPT", en: "FPT shares" },
    unit: perShare,
    aliases: ["cổ phiếu", "stocks"],
    prices: [101_200, 102_000, 101_700, 102_900, 103_400, 103_100, 104_300, 104_900],
  },
  {
    symbol: "VCB",
    kind: "stock",
    name: { vi: "Cổ phiếu Vietcombank", en: "Vietcombank shares" },
    unit: perShare,
    aliases: ["vietcombank", "cổ phiếu", "stocks"],
    prices: [60_300, 60_500, 60_100, 60_800, 61_200, 61_000, 61_500, 61_700],
  },
  {
    symbol: "HPG",
    kind: "stock",
    name: { vi: "Cổ phiếu Hòa Phát", en: "Hoa Phat shares" },
    unit: perShare,
    aliases: ["hòa phát", "cổ phiếu", "stocks"],
    prices: [26_700, 26_900, 27_150, 26_950, 27_300, 27_400, 27_250, 27_550],
  },
  {
    symbol: "USD",
    kind: "currency",
    name: { vi: "Đô la Mỹ", en: "US dollar" },
    unit: { vi: "đồng", en: "VND" },
    aliases: ["đô la", "đô", "tỷ giá", "dollar", "exchange rate"],
    spread: 300,
    prices: [26_330, 26_335, 26_340, 26_338, 26_345, 26_350, 26_348, 26_355],
  },
  {
    symbol: "DEPOSIT6M",
    kind: "rate",
    name: { vi: "Lãi suất gửi 6 tháng", en: "6-month deposit rate" },
    unit: perYear,
    aliases: ["lãi suất 6 tháng", "lãi suất tiết kiệm", "lãi suất gửi", "lãi suất", "deposit rate", "interest rate", "interest rates"],
    prices: [4.7, 4.7, 4.8, 4.8, 4.8, 4.8, 4.9, 4.9],
  },
  {
    symbol: "DEPOSIT12M",
    kind: "rate",
    name: { vi: "Lãi suất gửi 12 tháng", en: "12-month deposit rate" },
    unit: perYear,
    aliases: ["lãi suất 12 tháng", "lãi suất tiết kiệm", "lãi suất gửi", "lãi suất", "deposit rate", "interest rate", "interest rates"],
    prices: [5.4, 5.4, 5.5, 5.5, 5.5, 5.5, 5.6, 5.6],
  },
  {
    symbol: "MORTGAGE",
    kind: "rate",
    name: { vi: "Lãi suất vay mua nhà", en: "Home loan rate" },
    unit: perYear,
    aliases: [
      "lãi vay mua nhà",
      "lãi suất vay",
      "vay mua nhà",
      "lãi suất",
      "mortgage rate",
      "loan rate",
      "interest rate",
      "interest rates",
    ],
    prices: [7.4, 7.4, 7.4, 7.3, 7.3, 7.3, 7.2, 7.2],
  },
];
