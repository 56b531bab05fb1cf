/** What the mock shop says: a turn's chunks for a customer's words. Only for trying the page out, no model of the real one. */
import type { UIMessageChunk } from "ai";

interface Laptop {
  id: string;
  code: string;
  type: string;
  brand: string;
  name: string;
  summary: string;
  price: number;
  stock: number;
  highlights: string[];
  attributes: Record<string, string | number | boolean>;
}

const laptop = (index: number, brand: string, name: string, price: number, stock: number, attributes: Laptop["attributes"]): Laptop => ({
  id: `off_${index}`,
  code: `LT-${100 + index}`,
  type: "laptop",
  brand,
  name,
  summary: `${name}: máy gọn, pin cả ngày, bàn phím gõ êm, hợp cho học tập và văn phòng.`,
  price,
  stock,
  highlights: [
    String(attributes["cpu"]),
    `RAM ${attributes["ram_gb"]} GB`,
    `SSD ${attributes["storage_gb"]} GB`,
    `${attributes["screen_inch"]} inch`,
  ],
  attributes,
});

const laptops: Laptop[] = [
  laptop(1, "Lenovo", "Lenovo IdeaPad Slim 5 14IRL8", 16_490_000, 12, specs("Intel Core i5-13420H", 16, 512, 14, 60, 1.46)),
  laptop(2, "ASUS", "ASUS Vivobook 15 OLED A1505VA", 17_990_000, 4, specs("Intel Core i5-13500H", 16, 512, 15.6, 60, 1.7)),
  laptop(3, "Acer", "Acer Aspire 7 A715-76G", 18_490_000, 0, specs("Intel Core i5-12450H", 8, 512, 15.6, 144, 2.1)),
  laptop(4, "Dell", "Dell Inspiron 14 5440", 19_990_000, 7, specs("Intel Core i7-1355U", 16, 1024, 14, 60, 1.55)),
  laptop(5, "MSI", "MSI Modern 15 B13M", 15_990_000, 21, specs("Intel Core i5-1335U", 16, 512, 15.6, 60, 1.7)),
];

function specs(cpu: string, ram: number, storage: number, screen: number, refresh: number, weight: number): Laptop["attributes"] {
  return {
    cpu,
    ram_gb: ram,
    storage_gb: storage,
    gpu: "Intel Iris Xe",
    screen_inch: screen,
    refresh_hz: refresh,
    weight_kg: weight,
    warranty_months: 24,
    os: "Windows 11",
  };
}

const labels: Record<string, { vi: string; en: string }> = {
  cpu: { vi: "Vi xử lý", en: "Processor" },
  ram_gb: { vi: "RAM", en: "RAM" },
  storage_gb: { vi: "Ổ cứng", en: "Storage" },
  screen_inch: { vi: "Màn hình", en: "Screen" },
  refresh_hz: { vi: "Tần số quét", en: "Refresh rate" },
  weight_kg: { vi: "Khối lượng", en: "Weight" },
};

/** The turn of `text` in a conversation in `state`: everything between `start` and the terminal chunk. */
export function turnOf(text: string, state: string): UIMessageChunk[] {
  const asked = text.toLowerCase();
  if (/so sánh|compare/.test(asked)) return compare(state);
  if (/mua|buy/.test(asked)) return buy(state);
  if (/thứ|number|chi tiết|detail/.test(asked)) return details(state);
  if (/không có|nothing/.test(asked))
    return [
      ...tool("search_offerings", { offerings: [], count: 0, total: 0 }),
      ...words("Rất tiếc, mình chưa tìm thấy sản phẩm nào như vậy."),
    ];
  if (/lỗi|fail/.test(asked))
    return [...words("Mình đang xem giúp bạn"), { type: "error", errorText: "Mô hình ngôn ngữ không trả lời. Bạn thử lại nhé." }];
  if (/kỹ/.test(asked)) return [...search(state), ...words(LONG)];
  if (/dài|long/.test(asked)) return words(LONG);
  if (/laptop|máy|điện thoại|ssd|phone/.test(asked)) return search(state);
  return words("Chào bạn! Bạn cần tìm **laptop**, **điện thoại** hay linh kiện? Cứ nói mức giá, mình lọc giúp ngay.");
}

function search(state: string): UIMessageChunk[] {
  const offerings = laptops.map((offering, index) => ({ position: index + 1, ...offering }));
  return [
    ...tool("search_offerings", { offerings, count: 5, total: 14, understood: { type: "laptop" } }),
    moved(state, "browsing", "search_offerings"),
    ...words(
      "Mình tìm được 14 mẫu laptop, dưới đây là 5 mẫu được quan tâm nhất. Giá từ **15.990.000 ₫** đến **19.990.000 ₫**. Bạn muốn xem kỹ mẫu nào?",
    ),
    { type: "data-suggestions", data: { items: ["Cái thứ 2", "Laptop dưới 17 triệu", "Mẫu nào nhẹ nhất?"] } },
  ];
}

function details(state: string): UIMessageChunk[] {
  return [
    ...tool("get_offering_details", { offering: laptops[1] ?? null }),
    moved(state, "viewing", "get_offering_details"),
    ...words(
      "Đây là **ASUS Vivobook 15 OLED A1505VA**. Màn hình OLED hiển thị rất đẹp; máy còn 4 chiếc trong kho. Bạn có muốn so sánh với mẫu khác không?",
    ),
    { type: "data-suggestions", data: { items: ["So sánh với cái 4", "Mua cái này"] } },
  ];
}

function compare(state: string): UIMessageChunk[] {
  const pair = [laptops[1], laptops[3]].flatMap((offering) => (offering ? [offering] : []));
  const rows = Object.entries(labels).map(([attribute, label]) => ({
    attribute,
    label,
    values: pair.map((offering) => offering.attributes[attribute] ?? null),
  }));
  return [
    ...tool("compare_offerings", {
      offerings: pair.map(({ code, name, brand, price, stock }) => ({ code, name, brand, price, stock })),
      rows,
    }),
    moved(state, "comparing", "compare_offerings"),
    ...words(
      "So với Vivobook 15, **Dell Inspiron 14** nhẹ hơn và có ổ cứng gấp đôi, nhưng giá cao hơn 2 triệu.\n\n- Hay di chuyển: chọn Dell\n- Thích màn hình lớn: chọn ASUS",
    ),
  ];
}

function buy(state: string): UIMessageChunk[] {
  const [first] = laptops;
  return [
    ...tool("trigger_web_hook", {
      action: "checkout",
      status: "pending",
      reference: "DH-2048",
      url: "http://127.0.0.1:9/checkout/DH-2048",
      total: first?.price ?? 0,
      items: [{ code: first?.code ?? "", name: first?.name ?? "", quantity: 1, price: first?.price ?? 0 }],
    }),
    moved(state, "purchasing", "trigger_web_hook"),
    ...words("Mình đã tạo đơn hàng. Bạn bấm nút bên trên để thanh toán nhé."),
  ];
}

let calls = 0;

function tool(toolName: string, output: object): UIMessageChunk[] {
  const toolCallId = `call_${++calls}`;
  return [
    { type: "start-step" },
    { type: "tool-input-start", toolCallId, toolName },
    { type: "tool-input-available", toolCallId, toolName, input: {} },
    { type: "tool-output-available", toolCallId, output },
    { type: "finish-step" },
  ];
}

function moved(from: string, to: string, by: string): UIMessageChunk {
  return { type: "data-state", data: { from, to, reason: `tool:${by}`, turn_id: "turn_mock" } };
}

function words(text: string): UIMessageChunk[] {
  const id = `text_${++calls}`;
  const deltas = text.match(/\S+\s*/g) ?? [];
  return [
    { type: "start-step" },
    { type: "text-start", id },
    ...deltas.map((delta): UIMessageChunk => ({ type: "text-delta", id, delta })),
    { type: "text-end", id },
    { type: "finish-step" },
  ];
}

const LONG = Array.from(
  { length: 12 },
  (_, index) =>
    `Đoạn ${index + 1}. Khi chọn laptop, bạn nên nghĩ đến việc dùng hằng ngày trước: văn phòng, lập trình hay đồ hoạ. Mỗi việc cần một cấu hình khác nhau.`,
).join("\n\n");
