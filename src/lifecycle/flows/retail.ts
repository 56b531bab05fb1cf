import { flowSchema } from "../flow.ts";
import { halfDone, looking } from "./patience.ts";

const SEARCH = "search_offerings";
const DETAILS = "get_offering_details";
const COMPARE = "compare_offerings";
const WEB_HOOK = "trigger_web_hook";

/** Retail: the general table of contracts.md §2 with the catalogue's tools, browsing → purchasing and idle → viewing for customers who know what they want. */
export const retailFlow = flowSchema.parse({
  name: "retail",
  version: 1,
  industry: "retail",
  from_anywhere: ["idle", "handover", "error", "closed", "waiting_input"],
  intents: { cancel: "idle", confirm: "purchasing" },
  states: {
    idle: {
      label: { vi: "Sẵn sàng", en: "Ready" },
      tools: [SEARCH, DETAILS, COMPARE],
      next: ["browsing", "searching", "analyzing", "viewing"],
      idle: looking,
    },
    browsing: {
      label: { vi: "Đang xem danh mục", en: "Browsing" },
      tools: [SEARCH, DETAILS, WEB_HOOK],
      next: ["viewing", "searching", "filtering", "analyzing", "purchasing"],
      idle: looking,
    },
    searching: {
      label: { vi: "Đang tìm kiếm", en: "Searching" },
      tools: [SEARCH, DETAILS],
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
      tools: [DETAILS, COMPARE, SEARCH, WEB_HOOK],
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
      label: { vi: "Đang phân tích", en: "Analyzing" },
      tools: [SEARCH, DETAILS, WEB_HOOK],
      next: ["browsing", "viewing", "purchasing"],
      idle: looking,
    },
    purchasing: {
      label: { vi: "Đang đặt mua", en: "Purchasing" },
      tools: [WEB_HOOK, SEARCH, DETAILS],
      next: ["completed"],
      idle: halfDone,
    },
    completed: { label: { vi: "Hoàn tất", en: "Completed" }, tools: [SEARCH, DETAILS], next: [], restarts: true },
    closed: { label: { vi: "Đã kết thúc", en: "Closed" }, tools: [SEARCH, DETAILS], next: [], restarts: true },
    handover: { label: { vi: "Nhân viên đang hỗ trợ", en: "With our staff" }, tools: [], next: [] },
    error: {
      label: { vi: "Gặp sự cố", en: "Something failed" },
      tools: [SEARCH, DETAILS],
      next: ["browsing"],
      idle: looking,
      restarts: true,
    },
    waiting_input: {
      label: { vi: "Chờ bạn trả lời", en: "Waiting for you" },
      tools: [SEARCH, DETAILS],
      next: ["browsing", "searching", "filtering", "viewing", "comparing", "analyzing", "purchasing"],
      idle: halfDone,
      restarts: true,
    },
  },
});
