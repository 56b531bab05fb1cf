import { flowSchema } from "../flow.ts";
import { halfDone, looking } from "./patience.ts";

const SEARCH = "search_offerings";
const DETAILS = "get_offering_details";
const COMPARE = "compare_offerings";
const MARKET = "get_market_data";
const CREDIT = "credit_scoring";
const INSTALMENTS = "loan_instalments";
const WEB_HOOK = "trigger_web_hook";

/**
 * Homes: a search is a look around however much constrains it, for homes are always sought by district, rooms and price.
 * So there is no state for a constrained one: what proposes it enters browsing.
 */
export const realEstateFlow = flowSchema.parse({
  name: "real_estate",
  version: 1,
  industry: "real_estate",
  from_anywhere: ["idle", "handover", "error", "closed", "waiting_input"],
  redirects: { searching: "browsing" },
  intents: { cancel: "idle", confirm: "purchasing" },
  states: {
    idle: {
      label: { vi: "Sẵn sàng", en: "Ready" },
      tools: [SEARCH, DETAILS, COMPARE, MARKET, CREDIT, INSTALMENTS],
      next: ["browsing", "analyzing", "viewing"],
      idle: looking,
    },
    browsing: {
      label: { vi: "Đang xem nhà đất", en: "Browsing homes" },
      tools: [SEARCH, DETAILS, MARKET, CREDIT, INSTALMENTS],
      next: ["viewing", "filtering", "analyzing"],
      idle: looking,
    },
    filtering: {
      label: { vi: "Đang lọc kết quả", en: "Narrowing down" },
      tools: [SEARCH, DETAILS],
      next: ["viewing", "browsing"],
      idle: looking,
    },
    viewing: {
      label: { vi: "Đang xem chi tiết", en: "Viewing details" },
      tools: [DETAILS, COMPARE, SEARCH, MARKET, CREDIT, INSTALMENTS, WEB_HOOK],
      next: ["comparing", "purchasing", "browsing", "analyzing"],
      idle: looking,
    },
    comparing: {
      label: { vi: "Đang so sánh", en: "Comparing" },
      tools: [COMPARE, DETAILS, SEARCH, WEB_HOOK],
      next: ["viewing", "purchasing", "analyzing"],
      idle: looking,
    },
    analyzing: {
      label: { vi: "Đang tính vay", en: "Working out a loan" },
      tools: [MARKET, CREDIT, INSTALMENTS, SEARCH, DETAILS, WEB_HOOK],
      next: ["browsing", "viewing", "purchasing"],
      idle: looking,
    },
    purchasing: {
      label: { vi: "Đang đặt lịch xem", en: "Booking a visit" },
      tools: [WEB_HOOK, SEARCH, DETAILS],
      next: ["completed"],
      idle: halfDone,
    },
    completed: {
      label: { vi: "Hoàn tất", en: "Completed" },
      tools: [SEARCH, DETAILS],
      next: [],
      restarts: true,
    },
    closed: {
      label: { vi: "Đã kết thúc", en: "Closed" },
      tools: [SEARCH, DETAILS],
      next: [],
      restarts: true,
    },
    handover: {
      label: { vi: "Nhân viên đang hỗ trợ", en: "With our staff" },
      tools: [],
      next: [],
    },
    error: {
      label: { vi: "Gặp sự cố", en: "Something failed" },
      tools: [SEARCH, DETAILS],
      next: ["browsing"],
      idle: looking,
      restarts: true,
    },
    waiting_input: {
      label: { vi: "Chờ bạn trả lời", en: "Waiting for you" },
      tools: [SEARCH, DETAILS, MARKET, CREDIT, INSTALMENTS],
      next: ["browsing", "filtering", "viewing", "comparing", "analyzing", "purchasing"],
      idle: halfDone,
      restarts: true,
    },
  },
});
