/** Attributes of an offering as a customer reads them: "ram_gb: 16" → "RAM 16 GB". Pure. */
import type { Language, Localized } from "../../platform/ports.ts";

/** By the attribute's name without its unit; one that is not here is called by its own name. */
const labels: Readonly<Record<string, Localized>> = {
  cpu: { vi: "bộ xử lý", en: "processor" },
  gpu: { vi: "card đồ họa", en: "graphics" },
  ram: { vi: "RAM", en: "RAM" },
  storage: { vi: "bộ nhớ trong", en: "storage" },
  capacity: { vi: "dung lượng", en: "capacity" },
  screen: { vi: "màn hình", en: "screen" },
  battery: { vi: "pin", en: "battery" },
  weight: { vi: "nặng", en: "weight" },
  camera: { vi: "camera", en: "camera" },
  refresh: { vi: "tần số quét", en: "refresh rate" },
  read: { vi: "tốc độ đọc", en: "read speed" },
  write: { vi: "tốc độ ghi", en: "write speed" },
  bus: { vi: "tốc độ bus", en: "speed" },
  charging: { vi: "sạc nhanh", en: "charging" },
  warranty: { vi: "bảo hành", en: "warranty" },
  os: { vi: "hệ điều hành", en: "operating system" },
  socket: { vi: "socket", en: "socket" },
  chipset: { vi: "chipset", en: "chipset" },
  interface: { vi: "giao tiếp", en: "interface" },
};

const units: Readonly<Record<string, Localized>> = {
  gb: { vi: "GB", en: "GB" },
  tb: { vi: "TB", en: "TB" },
  kg: { vi: "kg", en: "kg" },
  g: { vi: "g", en: "g" },
  inch: { vi: "inch", en: "inch" },
  hz: { vi: "Hz", en: "Hz" },
  mhz: { vi: "MHz", en: "MHz" },
  mah: { vi: "mAh", en: "mAh" },
  wh: { vi: "Wh", en: "Wh" },
  w: { vi: "W", en: "W" },
  mp: { vi: "MP", en: "MP" },
  mbps: { vi: "MB/s", en: "MB/s" },
  months: { vi: "tháng", en: "months" },
};

const tellable = (attributes: Readonly<Record<string, unknown>>): [string, string | number][] =>
  Object.entries(attributes).flatMap(([name, value]) => (typeof value === "string" || typeof value === "number" ? [[name, value]] : []));

/** The first few specs, as many as a sentence has room for. Booleans and nested values say little and are left out. */
export function tellingSpecs(attributes: Readonly<Record<string, unknown>>, language: Language, room = 4): string[] {
  return tellable(attributes)
    .slice(0, room)
    .map(([name, value]) => specText(name, value, language));
}

/** The specs that a question is about, by words of their names. */
export function askedSpecs(attributes: Readonly<Record<string, unknown>>, asks: readonly string[], language: Language): string[] {
  return tellable(attributes)
    .filter(([name]) => name.split("_").some((word) => asks.includes(word)))
    .map(([name, value]) => specText(name, value, language));
}

function specText(name: string, value: string | number, language: Language): string {
  const stem = attributeStem(name);
  return `${labels[stem]?.[language] ?? stem.replaceAll("_", " ")} ${typeof value === "number" ? valueText(name, value, language) : value}`;
}

const unitOf = (name: string): Localized | undefined => (name.includes("_") ? units[name.slice(name.lastIndexOf("_") + 1)] : undefined);

/** An attribute's name without its unit: "ram_gb" → "ram". */
export const attributeStem = (name: string): string => (unitOf(name) ? name.slice(0, name.lastIndexOf("_")) : name);

/** "16 GB"; a thousand of them are sold as "1 TB". */
export function valueText(name: string, value: number, language: Language): string {
  const base = name.endsWith("_gb") ? [1024, 1000].find((size) => value >= size && value % size === 0) : undefined;
  if (base) return `${number(value / base, language)} TB`;
  const unit = unitOf(name);
  return `${number(value, language)}${unit ? ` ${unit[language]}` : ""}`;
}

/** 18990000 → "18.990.000₫" in Vietnamese, "18,990,000 VND" in English. */
export const money = (amount: number, language: Language): string => `${number(amount, language)}${language === "vi" ? "₫" : " VND"}`;

const number = (value: number, language: Language): string => new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en-US").format(value);
