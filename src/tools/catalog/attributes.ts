/** What the specs of an offering are called, and which of them tell most: data for tables, cards and queries. */
import type { Language, Localized } from "../../platform/ports.ts";

export type Attributes = Readonly<Record<string, string | number | boolean>>;

interface AttributeDefinition {
  label: Localized;
  /** Follows the value, and stands in the label of a table: "RAM (GB)". */
  unit?: string;
  /** A number that is a name: a year is written without a point. */
  plain?: true;
}

/** Specs in the order in which tables show them. */
const definitionList: Readonly<Record<string, AttributeDefinition>> = {
  cpu: { label: { vi: "Bộ xử lý", en: "Processor" } },
  gpu: { label: { vi: "Card đồ họa", en: "Graphics" } },
  socket: { label: { vi: "Socket", en: "Socket" } },
  chipset: { label: { vi: "Chipset", en: "Chipset" } },
  ram_gb: { label: { vi: "RAM", en: "RAM" }, unit: "GB" },
  storage_gb: { label: { vi: "Bộ nhớ trong", en: "Storage" }, unit: "GB" },
  capacity_gb: { label: { vi: "Dung lượng", en: "Capacity" }, unit: "GB" },
  kit: { label: { vi: "Bộ kit", en: "Kit" } },
  ram_type: { label: { vi: "Loại RAM", en: "Memory type" } },
  ram_slots: { label: { vi: "Số khe RAM", en: "Memory slots" } },
  max_ram_gb: { label: { vi: "RAM tối đa", en: "Maximum memory" }, unit: "GB" },
  bus_mhz: { label: { vi: "Tốc độ bus", en: "Speed" }, unit: "MHz" },
  latency: { label: { vi: "Độ trễ", en: "Latency" } },
  interface: { label: { vi: "Giao tiếp", en: "Interface" } },
  form_factor: { label: { vi: "Kích thước", en: "Form factor" } },
  read_mbps: { label: { vi: "Tốc độ đọc", en: "Read speed" }, unit: "MB/s" },
  write_mbps: { label: { vi: "Tốc độ ghi", en: "Write speed" }, unit: "MB/s" },
  m2_slots: { label: { vi: "Số khe M.2", en: "M.2 slots" } },
  wifi: { label: { vi: "WiFi", en: "Wi-Fi" } },
  screen_inch: { label: { vi: "Màn hình", en: "Screen" }, unit: "inch" },
  resolution: { label: { vi: "Độ phân giải", en: "Resolution" } },
  refresh_hz: { label: { vi: "Tần số quét", en: "Refresh rate" }, unit: "Hz" },
  camera_mp: { label: { vi: "Camera chính", en: "Main camera" }, unit: "MP" },
  battery_mah: { label: { vi: "Pin", en: "Battery" }, unit: "mAh" },
  battery_wh: { label: { vi: "Pin", en: "Battery" }, unit: "Wh" },
  charging_w: { label: { vi: "Sạc nhanh", en: "Charging" }, unit: "W" },
  weight_kg: { label: { vi: "Trọng lượng", en: "Weight" }, unit: "kg" },
  weight_g: { label: { vi: "Trọng lượng", en: "Weight" }, unit: "g" },
  os: { label: { vi: "Hệ điều hành", en: "Operating system" } },
  rgb: { label: { vi: "Đèn RGB", en: "RGB lighting" } },
  rate_percent: { label: { vi: "Lãi suất", en: "Rate" }, unit: "%/năm" },
  promo_months: { label: { vi: "Thời gian ưu đãi", en: "Promotion" }, unit: "tháng" },
  term_months: { label: { vi: "Kỳ hạn", en: "Term" }, unit: "tháng" },
  max_months: { label: { vi: "Thời hạn tối đa", en: "Longest term" }, unit: "tháng" },
  max_share_percent: { label: { vi: "Cho vay tối đa", en: "Lends up to" }, unit: "%" },
  collateral: { label: { vi: "Tài sản bảo đảm", en: "Collateral" } },
  early_fee_percent: { label: { vi: "Phí trả trước hạn", en: "Fee for early repayment" }, unit: "%" },
  interest_paid: { label: { vi: "Trả lãi", en: "Interest paid" } },
  condition: { label: { vi: "Tình trạng", en: "Condition" } },
  year: { label: { vi: "Đời xe", en: "Year" }, plain: true },
  odo_km: { label: { vi: "Đã đi", en: "Driven" }, unit: "km" },
  seats: { label: { vi: "Số chỗ", en: "Seats" } },
  fuel: { label: { vi: "Nhiên liệu", en: "Fuel" } },
  gearbox: { label: { vi: "Hộp số", en: "Gearbox" } },
  range_km: { label: { vi: "Quãng đường mỗi lần sạc", en: "Range" }, unit: "km" },
  level: { label: { vi: "Đầu vào", en: "Entry level" } },
  target: { label: { vi: "Mục tiêu", en: "Target" } },
  weeks: { label: { vi: "Thời lượng", en: "Length" }, unit: "tuần" },
  lessons_per_week: { label: { vi: "Số buổi mỗi tuần", en: "Lessons a week" } },
  format: { label: { vi: "Hình thức", en: "Format" } },
  warranty_months: { label: { vi: "Bảo hành", en: "Warranty" }, unit: "tháng" },
};

/** The specs that a card shows first, by type. */
const telling: Readonly<Record<string, readonly string[]>> = {
  laptop: ["cpu", "ram_gb", "storage_gb", "gpu", "screen_inch", "weight_kg"],
  phone: ["cpu", "ram_gb", "storage_gb", "screen_inch", "battery_mah", "camera_mp"],
  ssd: ["capacity_gb", "interface", "form_factor", "read_mbps"],
  ram: ["capacity_gb", "ram_type", "bus_mhz", "form_factor"],
  mainboard: ["chipset", "socket", "ram_type", "form_factor", "m2_slots"],
  loan: ["rate_percent", "promo_months", "max_months", "max_share_percent"],
  deposit: ["rate_percent", "term_months", "interest_paid"],
  car: ["condition", "year", "odo_km", "seats", "fuel", "gearbox"],
  course: ["level", "target", "weeks", "lessons_per_week", "format"],
};

const englishUnits: Readonly<Record<string, string>> = { tháng: "months", tuần: "weeks", "%/năm": "% a year" };
// Maps, because a tenant may call an attribute "constructor".
const definitions = new Map(Object.entries(definitionList));
const order = new Map([...definitions.keys()].map((attribute, at) => [attribute, at]));
const tellingByType = new Map(Object.entries(telling));

/** A column head for a spec, with its unit: "RAM (GB)". A spec that is not in the list is called by its own name. */
export function labelOf(attribute: string): Localized {
  const definition = definitions.get(attribute);
  const plain = attribute.replaceAll("_", " ");
  if (!definition) return { vi: plain, en: plain };
  const { label, unit } = definition;
  return unit === undefined ? label : { vi: `${label.vi} (${unit})`, en: `${label.en} (${englishUnits[unit] ?? unit})` };
}

/** Specs in the order of tables; unknown ones after the known, by name. */
export function inTableOrder(attributes: Iterable<string>): string[] {
  const rank = (attribute: string): number => order.get(attribute) ?? order.size;
  return [...new Set(attributes)].toSorted((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
}

/** The few specs that tell most, ready to show: ["Intel Core i5-1335U", "RAM 16 GB", "SSD 512 GB"]. */
export function highlights(type: string, attributes: Attributes, language: Language): string[] {
  return (tellingByType.get(type) ?? inTableOrder(Object.keys(attributes)).slice(0, 5)).flatMap((attribute) => {
    const value = attributes[attribute];
    return value === undefined ? [] : [wordOf(attribute, value, language)];
  });
}

function wordOf(attribute: string, value: string | number | boolean, language: Language): string {
  const definition = definitions.get(attribute);
  if (typeof value === "string" || !definition) return String(value);
  const label = definition.label[language];
  if (typeof value === "boolean") return label;
  if (attribute.endsWith("_gb") && value >= 1000) return `${label} ${value / 1000} TB`;
  if (definition.plain) return `${label} ${value}`;
  const number = new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en-US").format(value);
  const unit =
    definition.unit === undefined ? "" : ` ${language === "en" ? (englishUnits[definition.unit] ?? definition.unit) : definition.unit}`;
  return `${label} ${number}${unit}`;
}
