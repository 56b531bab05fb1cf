import type { Localized } from "../../../src/platform/ports.ts";

export interface DemoAnalysis {
  id: string;
  topic: string;
  title: Localized;
  summary: Localized;
  source: string;
  /** How old it is, in days. */
  daysAgo: number;
}

/** What the demo's analysts have written; made up, and signed as samples. */
export const analyses: readonly DemoAnalysis[] = [
  {
    id: "an_gold",
    topic: "vàng gold tích trữ trú ẩn",
    title: { vi: "Vàng: đa dạng hoá, không dồn hết tiền", en: "Gold: diversify, do not put all you have into it" },
    summary: {
      vi: "Giá vàng trong nước cao hơn giá thế giới quy đổi, chênh lệch mua – bán 2–2,5 triệu đồng/lượng. Người tích trữ dài hạn nên giữ 5–10% tài sản bằng vàng và mua dần, người lướt sóng dễ lỗ vì chênh lệch này.",
      en: "Gold at home trades above the world price, with a spread of 2 to 2.5 million đồng per tael. Long-term savers may hold 5–10% in gold and buy bit by bit; short-term traders lose easily to the spread.",
    },
    source: "Phòng phân tích Edgewise (bài mẫu)",
    daysAgo: 3,
  },
  {
    id: "an_home",
    topic: "vay mua nhà bất động sản căn hộ mortgage home loan property",
    title: { vi: "Vay mua nhà: tính theo lãi sau ưu đãi", en: "Home loans: reckon with the rate after the promotion" },
    summary: {
      vi: "Lãi ưu đãi 12–36 tháng đầu thấp hơn lãi thả nổi 2–3 điểm phần trăm. Khoản trả mỗi tháng, tính theo lãi sau ưu đãi, không nên vượt 40% thu nhập; nên có sẵn ít nhất 30% giá nhà.",
      en: "Promotional rates of the first 12–36 months lie 2–3 points below the floating ones. Instalments at the later rate should stay under 40% of income; have at least 30% of the price at hand.",
    },
    source: "Phòng phân tích Edgewise (bài mẫu)",
    daysAgo: 9,
  },
  {
    id: "an_deposit",
    topic: "lãi suất gửi tiết kiệm tiền gửi deposit interest savings",
    title: { vi: "Lãi suất tiết kiệm nhích lên cuối năm", en: "Deposit rates edge up towards the end of the year" },
    summary: {
      vi: "Nhu cầu vốn cuối năm đẩy lãi suất kỳ hạn 6–12 tháng tăng 0,1–0,2 điểm phần trăm. Chia tiền thành nhiều sổ 6 và 12 tháng giúp vừa hưởng lãi tốt vừa không phải rút trước hạn.",
      en: "Demand for credit at the end of the year lifts 6 to 12-month rates by 0.1–0.2 points. Splitting savings over several 6 and 12-month deposits earns well without breaking them early.",
    },
    source: "Phòng phân tích Edgewise (bài mẫu)",
    daysAgo: 5,
  },
  {
    id: "an_stocks",
    topic: "chứng khoán cổ phiếu VN-Index stocks shares equities",
    title: { vi: "Chứng khoán: ưu tiên doanh nghiệp ít nợ", en: "Stocks: prefer companies with little debt" },
    summary: {
      vi: "VN-Index tăng quanh 2% trong tám phiên gần nhất, thanh khoản dồn vào công nghệ và ngân hàng. Nhà đầu tư mới nên bắt đầu bằng quỹ chỉ số hoặc cổ phiếu đầu ngành, không vay ký quỹ.",
      en: "The VN-Index gained about 2% in the last eight sessions, with turnover in technology and banks. Newcomers do best with index funds or leaders of their sector, and without margin loans.",
    },
    source: "Phòng phân tích Edgewise (bài mẫu)",
    daysAgo: 2,
  },
  {
    id: "an_debt",
    topic: "nợ xấu nợ tín dụng CIC bad debt credit score",
    title: { vi: "Thoát nợ xấu: trả hết rồi chờ dữ liệu cập nhật", en: "Out of bad debt: pay it off, then wait for the records" },
    summary: {
      vi: "Nợ nhóm 3–5 còn lưu trên lịch sử tín dụng nhiều năm sau khi tất toán. Nên trả dứt điểm khoản nhỏ trước, xin giấy xác nhận tất toán, và không mở thêm khoản vay mới trong lúc chờ.",
      en: "Debt of groups 3 to 5 stays on record for years after it was settled. Pay off small debts first, ask for a confirmation, and open no new loan while you wait.",
    },
    source: "Phòng phân tích Edgewise (bài mẫu)",
    daysAgo: 14,
  },
];
