/** How customers write specs, as data. All patterns meet folded text. */

/** A spec that is a number with a unit: "14 inch", "dưới 1.5kg", "144hz". */
export interface Measure {
  attribute: string;
  /** Words that may stand before the number, and must where `needsLead`. */
  lead?: string;
  needsLead?: boolean;
  number: string;
  unit: string;
  /** What a number without "at least" or "at most" means. */
  bare: "exact" | "min" | "max";
  /** How far an exact value may lie below and above, as numbers of the unit: 15 inch means 15.6 too. */
  slack?: { below: number; above: number };
  /** Types that have this spec; others never read it. Without a type named, all read it. */
  types?: readonly string[];
}

const screen = { attribute: "screen_inch", bare: "exact", slack: { below: 0.2, above: 0.9 }, types: ["laptop", "phone"] } as const;

export const measures: readonly Measure[] = [
  {
    ...screen,
    lead: "man hinh|screen|display",
    number: String.raw`\d{1,2}(?:[.,]\d{1,2})?`,
    unit: String.raw`(?:inch(?:es)?|in|["”″]|'')`,
  },
  { ...screen, lead: "man hinh|screen", needsLead: true, number: String.raw`1[0-8](?:[.,]\d)?`, unit: "" },
  {
    attribute: "weight_kg",
    lead: "nang|can nang|trong luong|weighing",
    number: String.raw`\d(?:[.,]\d{1,2})?`,
    unit: "(?:kg|ky|kilo)",
    bare: "max",
  },
  { attribute: "refresh_hz", lead: "tan so quet|man hinh|screen|display", number: String.raw`\d{2,3}`, unit: "hz", bare: "min" },
  { attribute: "bus_mhz", lead: "bus|toc do", number: String.raw`\d{4}`, unit: "(?:mhz|mt/s)", bare: "exact" },
  { attribute: "bus_mhz", lead: "bus", needsLead: true, number: String.raw`\d{4}`, unit: "", bare: "exact" },
  {
    attribute: "read_mbps",
    lead: "toc do(?: doc)?|doc|read",
    number: String.raw`\d{1,2}[.,]?\d{3}|\d{3}`,
    unit: "(?:mb/s|mbps|mb/giay)",
    bare: "min",
  },
  { attribute: "battery_mah", lead: "pin|battery", number: String.raw`\d{1,2}[.,]?\d{3}`, unit: "mah", bare: "min" },
  { attribute: "battery_wh", lead: "pin|battery", number: String.raw`\d{2}`, unit: "wh", bare: "min" },
  { attribute: "camera_mp", lead: "camera|cam", number: String.raw`\d{2,3}`, unit: "(?:mp|megapixels?|cham)", bare: "min" },
  { attribute: "charging_w", lead: "sac(?: nhanh)?|charging", number: String.raw`\d{2,3}`, unit: "w", bare: "min" },
  { attribute: "m2_slots", number: String.raw`\d`, unit: String.raw`(?:khe m\.?2|m\.?2 slots?)`, bare: "min", types: ["mainboard"] },
  { attribute: "ram_slots", number: String.raw`\d`, unit: "(?:khe ram|(?:ram|memory) slots?)", bare: "min", types: ["mainboard"] },
];

/** A spec that is a word: "RTX 4060", "DDR5", "NVMe". */
export interface Wording {
  attribute: string;
  pattern: RegExp;
  /** What the attribute has to contain, as folded terms: `$1` is the pattern's first group. */
  says: string;
  types?: readonly string[];
}

export const wordings: readonly Wording[] = [
  { attribute: "cpu", pattern: /\b(?:intel )?(?:core )?(i[3579])(?:[- ]?(\d{4,5}[a-z]{0,2}))?\b/g, says: "$1 $2" },
  { attribute: "cpu", pattern: /\b(?:intel )?(?:core )?ultra ([579])(?: (\d{3}[a-z]{0,2}))?\b/g, says: "ultra $1 $2" },
  { attribute: "cpu", pattern: /\b(?:amd )?(?:ryzen ?|r)([3579])(?: (\d{3,4}[a-z]{0,2}))?\b/g, says: "ryzen $1 $2" },
  { attribute: "cpu", pattern: /\b(?:chip |apple )*(m[1-6])(?: (pro|max))?\b(?!\.)/g, says: "$1 $2", types: ["laptop"] },
  {
    attribute: "cpu",
    pattern: /\b(?:chip )?(snapdragon|dimensity|exynos|helio)(?: (\d{3,4}|[678] elite|[678] gen \d|x(?: plus| elite)?))?\b/g,
    says: "$1 $2",
  },
  { attribute: "cpu", pattern: /\b(?:chip |cpu )?(amd|intel)\b/g, says: "$1", types: ["laptop"] },
  { attribute: "chipset", pattern: /\b(amd|intel)\b/g, says: "$1", types: ["mainboard"] },
  { attribute: "gpu", pattern: /\b(?:card |vga |gpu |nvidia |geforce )*(rtx|gtx)(?: ?(\d{4}))?(?: ?(ti|super))?\b/g, says: "$1 $2 $3" },
  { attribute: "ram_type", pattern: /\b(ddr[345])x?\b/g, says: "$1", types: ["ram", "mainboard"] },
  { attribute: "form_factor", pattern: /\bso[- ]?dimm\b/g, says: "so dimm" },
  { attribute: "interface", pattern: /\b(?:nvme )?(?:pcie|gen) ?([345])(?:\.0)?(?: ?x4)?(?: nvme)?\b/g, says: "pcie $1", types: ["ssd"] },
  { attribute: "interface", pattern: /\b(nvme|sata)(?: ?(?:iii|3))?\b/g, says: "$1", types: ["ssd"] },
  { attribute: "form_factor", pattern: /\bm\.?2(?: 2280)?\b/g, says: "m 2", types: ["ssd"] },
  { attribute: "form_factor", pattern: /\b2[.,]5 ?(?:inch\b|in\b|["”])/g, says: "2 5 inch", types: ["ssd"] },
  { attribute: "socket", pattern: /\b(?:socket )?lga ?(\d{4})\b/g, says: "lga$1" },
  { attribute: "socket", pattern: /\b(?:socket )?(am[45])\b/g, says: "$1" },
  { attribute: "form_factor", pattern: /\b(?:m-?atx|micro[- ]?atx)\b/g, says: "matx", types: ["mainboard"] },
  { attribute: "form_factor", pattern: /\b(?:mini[- ]?)?itx\b/g, says: "mini itx", types: ["mainboard"] },
  { attribute: "form_factor", pattern: /\batx\b/g, says: "atx", types: ["mainboard"] },
  { attribute: "os", pattern: /\b(windows|macos|android|ios)(?: \d{1,2})?\b/g, says: "$1", types: ["laptop", "phone"] },
];

/** A spec that only one type has tells the type where none is named. */
export const typeOfSpec: Readonly<Record<string, string>> = {
  battery_mah: "phone",
  camera_mp: "phone",
  weight_kg: "laptop",
  gpu: "laptop",
  bus_mhz: "ram",
  read_mbps: "ssd",
  socket: "mainboard",
};

/** Words that tell the type where none is named, though no customer would call the type so. */
export const tellingWords: readonly [RegExp, string][] = [
  [/\b(?:nvme|sata)\b/, "ssd"],
  [/\b[abhxz]\d{3}[emi]?\b(?! ?gb)/, "mainboard"],
  [/\bddr[345]\b/, "ram"],
];
