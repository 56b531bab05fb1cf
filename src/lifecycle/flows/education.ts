import { flowSchema } from "../flow.ts";
import { halfDone, looking } from "./patience.ts";

const SEARCH = "search_offerings";
const DETAILS = "get_offering_details";
const COMPARE = "compare_offerings";
const TEST = "assessment_test";
const WEB_HOOK = "trigger_web_hook";

/** Courses: a placement test (analyzing) helps to choose; who knows what they want may enrol without it. */
export const educationFlow = flowSchema.parse({
  name: "education",
  version: 1,
  industry: "education",
  from_anywhere: ["idle", "handover", "error", "closed", "waiting_input"],
  intents: { cancel: "idle", confirm: "purchasing" },
  states: {
    idle: {
      label: { vi: "Sẵn sàng", en: "Ready" },
      tools: [SEARCH, DETAILS, COMPARE, TEST],
      next: ["browsing", "searching", "analyzing", "viewing"],
      idle: looking,
    },
    browsing: {
      label: { vi: "Đang xem khoá học", en: "Browsing courses" },
      tools: [SEARCH, DETAILS, TEST],
      next: ["viewing", "searching", "filtering", "analyzing"],
      idle: looking,
    },
    searching: {
      label: { vi: "Đang tìm kiếm", en: "Searching" },
      tools: [SEARCH, DETAILS, TEST],
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
      tools: [DETAILS, COMPARE, SEARCH, TEST, WEB_HOOK],
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
      label: { vi: "Đang kiểm tra trình độ", en: "Testing your level" },
      tools: [TEST, SEARCH, DETAILS, WEB_HOOK],
      next: ["browsing", "viewing", "purchasing"],
      idle: looking,
    },
    purchasing: {
      label: { vi: "Đang ghi danh", en: "Enrolling" },
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
      tools: [SEARCH, DETAILS, TEST],
      next: ["browsing", "searching", "filtering", "viewing", "comparing", "analyzing", "purchasing"],
      idle: halfDone,
      restarts: true,
    },
  },
});
