import { flowSchema } from "../flow.ts";
import { halfDone, looking } from "./patience.ts";

const SEARCH = "search_offerings";
const DETAILS = "get_offering_details";
const COMPARE = "compare_offerings";
const MARKET = "get_market_data";
const ANALYSIS = "get_strategic_analysis";
const CREDIT = "credit_scoring";
const INSTALMENTS = "loan_instalments";
const WEB_HOOK = "trigger_web_hook";

/** Loans, deposits and markets: nobody signs before something was worked out (analyzing), so nothing else leads to purchasing or offers the web hook. */
export const financeFlow = flowSchema.parse({
  name: "finance",
  version: 1,
  industry: "finance",
  from_anywhere: ["idle", "handover", "error", "closed", "waiting_input"],
  must_precede: { purchasing: ["analyzing"] },
  intents: { cancel: "idle", confirm: "purchasing" },
  states: {
    idle: {
      label: { vi: "Sẵn sàng", en: "Ready" },
      tools: [SEARCH, DETAILS, COMPARE, MARKET, ANALYSIS, CREDIT, INSTALMENTS],
      next: ["browsing", "searching", "analyzing", "viewing"],
      idle: looking,
    },
    browsing: {
      label: { vi: "Đang xem sản phẩm tài chính", en: "Browsing products" },
      tools: [SEARCH, DETAILS, MARKET, CREDIT, INSTALMENTS],
      next: ["viewing", "searching", "filtering", "analyzing"],
      idle: looking,
    },
    searching: {
      label: { vi: "Đang tìm kiếm", en: "Searching" },
      tools: [SEARCH, DETAILS, MARKET, CREDIT, INSTALMENTS],
      next: ["viewing", "browsing", "filtering", "analyzing"],
      idle: looking,
    },
    filtering: {
      label: { vi: "Đang lọc kết quả", en: "Narrowing down" },
      tools: [SEARCH, DETAILS],
      next: ["viewing", "browsing", "searching"],
      idle: looking,
    },
    viewing: {
      label: { vi: "Đang xem chi tiết", en: "Viewing details" },
      tools: [DETAILS, COMPARE, SEARCH, MARKET, CREDIT, INSTALMENTS],
      next: ["comparing", "browsing", "analyzing"],
      idle: looking,
    },
    comparing: {
      label: { vi: "Đang so sánh", en: "Comparing" },
      tools: [COMPARE, DETAILS, SEARCH],
      next: ["viewing", "analyzing"],
      idle: looking,
    },
    analyzing: {
      label: { vi: "Đang tính toán, phân tích", en: "Working it out" },
      tools: [MARKET, ANALYSIS, CREDIT, INSTALMENTS, SEARCH, DETAILS, WEB_HOOK],
      next: ["browsing", "viewing", "purchasing"],
      idle: looking,
    },
    purchasing: {
      label: { vi: "Đang đăng ký", en: "Signing up" },
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
      tools: [SEARCH, DETAILS, MARKET, ANALYSIS, CREDIT, INSTALMENTS],
      next: ["browsing", "searching", "filtering", "viewing", "comparing", "analyzing"],
      idle: halfDone,
      restarts: true,
    },
  },
});
