/** The words of a shop as customers type them, folded: data for the query parser. */

/** How customers call each type of offering, as patterns of folded words. A tenant's other types are known by their names. */
export const typeWords: Readonly<Record<string, readonly string[]>> = {
  laptop: ["laptops?", "lap top", "lap(?! trinh)", "may tinh xach tay", "notebooks?", "ultrabooks?", "macbooks?"],
  phone: ["dien thoai(?: di dong| thong minh)?", "smartphones?", "phones?", "mobile phones?", "mobile", "dtdd", "dt", "iphones?"],
  ssd: ["o cung(?: ssd| the ran)?", "o ssd", "ssds?", "solid state drives?", "hard drives?"],
  ram: ["thanh ram", "bo nho ram", "ram", "rams", "memory"],
  mainboard: ["mainboards?", "main", "bo mach chu", "motherboards?", "mobo"],
  loan: ["(?:goi |khoan )?vay(?: von| tien)?", "loans?"],
  deposit: ["(?:so |goi )?tiet kiem", "gui tien", "tien gui", "deposits?", "savings(?: accounts?)?"],
  car: ["xe(?: hoi| o to| oto)?", "o to", "oto", "cars?"],
  course: ["khoa(?: hoc)?", "lop(?: hoc)?", "courses?", "class(?:es)?"],
};

/** The words above that are long enough to be recognised with a typo. */
export const typeWordsWithTypos: Readonly<Record<string, readonly string[]>> = {
  laptop: ["laptop", "laptops", "notebook", "macbook", "ultrabook"],
  phone: ["dien thoai", "smartphone", "iphone"],
  mainboard: ["mainboard", "motherboard"],
};

/** Words of a type that also narrow the search within it. */
export const wordsThatStay: ReadonlySet<string> = new Set(["macbook", "iphone"]);

/** Parts that hosts contain: "laptop ram 16gb" asks for a laptop, "ram laptop 16gb" for memory. */
export const partTypes: ReadonlySet<string> = new Set(["ram", "ssd"]);

/** One idea, said in different ways; a product that says it in any of them is meant. */
export const ideas: readonly (readonly string[])[] = [
  ["gaming", "choi game", "game", "games", "game thu", "gamer"],
  ["van phong", "office", "lam viec", "for work", "business", "doanh nhan", "doanh nghiep"],
  ["sinh vien", "hoc tap", "di hoc", "hoc sinh", "student", "students", "study", "school", "college", "university"],
  [
    "do hoa",
    "thiet ke",
    "design",
    "designer",
    "graphic",
    "graphics",
    "creator",
    "content creation",
    "sang tao noi dung",
    "dung phim",
    "edit video",
    "editing",
    "video editing",
    "render",
  ],
  ["lap trinh", "coding", "programming", "developer", "dev", "code"],
  ["chup anh", "chup hinh", "camera", "quay phim", "photography", "photo", "photos", "selfie"],
  ["wifi", "wi fi"],
];

/** What people mean by a few words about specs, by type. */
export const impliedSpecs: readonly {
  words: readonly string[];
  type: string;
  specs: Readonly<Record<string, { min?: number; max?: number; any_of?: string[] }>>;
}[] = [
  {
    words: [
      "pin trau",
      "pin khoe",
      "pin khung",
      "pin lau",
      "pin tot",
      "good battery",
      "long battery",
      "long battery life",
      "big battery",
      "good battery life",
      "great battery",
    ],
    type: "phone",
    specs: { battery_mah: { min: 5000 } },
  },
  {
    words: [
      "pin trau",
      "pin khoe",
      "pin lau",
      "pin tot",
      "good battery",
      "long battery",
      "long battery life",
      "big battery",
      "good battery life",
      "great battery",
    ],
    type: "laptop",
    specs: { battery_wh: { min: 60 } },
  },
  {
    words: ["mong nhe", "sieu nhe", "nhe can", "lightweight", "light", "thin and light", "portable", "gon nhe"],
    type: "laptop",
    specs: { weight_kg: { max: 1.5 } },
  },
  {
    words: ["card roi", "vga roi", "card do hoa roi", "gpu roi", "dedicated gpu", "discrete gpu", "dedicated graphics"],
    type: "laptop",
    specs: { gpu: { any_of: ["nvidia", "radeon rx"] } },
  },
];

export const sorts = ["relevance", "price_asc", "price_desc", "lightest", "longest_battery"] as const;
export type Sort = (typeof sorts)[number];

/** Words that ask for an order. */
export const sortWords: readonly { words: readonly string[]; sort: Sort }[] = [
  {
    words: ["nhe nhat", "sieu nhe nhat", "mong nhe nhat", "lightest"],
    sort: "lightest",
  },
  {
    words: [
      "pin trau nhat",
      "pin khoe nhat",
      "pin lau nhat",
      "pin tot nhat",
      "pin lon nhat",
      "best battery(?: life)?",
      "longest battery(?: life)?",
      "biggest battery",
    ],
    sort: "longest_battery",
  },
  {
    words: [
      "re nhat",
      "gia re nhat",
      "gia thap nhat",
      "gia re(?: hon)?",
      "re(?: hon)?",
      "gia mem",
      "mem hon",
      "binh dan",
      "tiet kiem",
      "cheapest",
      "cheaper",
      "cheap",
      "affordable",
      "budget",
      "lowest price",
      "less expensive",
      "inexpensive",
      "gia tu thap den cao",
      "price low to high",
    ],
    sort: "price_asc",
  },
  {
    words: [
      "dat nhat",
      "mac nhat",
      "gia cao nhat",
      "cao cap nhat",
      "xin nhat",
      "most expensive",
      "gia tu cao den thap",
      "price high to low",
    ],
    sort: "price_desc",
  },
];

/** Words that only carry a request. */
export const emptyWords: ReadonlySet<string> = new Set(
  (
    "a ah ak chay kit xai su dung nhieu duoi tren ma nhung bo anh em chi ban shop ad admin oi nhe nha a vay the thi la va voi cua cho toi tui minh chung xem coi tim kiem giup muon can mua dang lay co khong ko k hong chua duoc dc con nao gi nay do kia day ay mot vai nhung cac may chiec cai hang loai dong mau san pham sp ve trong tu den o tai luc khi nua di luon hay hoac gia bao nhieu tien tam khoang muc re hon tot ngon dep nhat hon het dung nao van chi re hien thi gioi thieu goi y tu van loc theo thuong hieu cau hinh so phu hop de dung lam ok ben hien dang ban nhin qua thu ra goi nhu kieu nen chon them nua xin vui long hay " +
    "i me my we you your it its is are was be do does did have has had can could would will should may might the this that these those an and or of for from with without in on at to by as about any some what which who how many much show find search looking look want wanted need needs like get give tell list see buy please pls recommend suggest good best nice great better new under over than price prices priced cost costs product products item items model models one ones there here available stock brand brands computer computers device devices than only just also around brand-new thanks thank hi hello hey " +
    "phai dau ngoai tru thich thik ham ghet chan tranh tuong tu khac roi sao thoi bang them gium dum ho vang uh nhi ha cung deu moi chut mk mik ca giong hieu nhan lien quan ai chu danh bot giam mot phan khuc nhom " +
    "but not except excluding other others another similar alternative alternatives different anything something everything all more so if then too very really maybe dont do doesnt no yes ok okay am im ill id being been were him her them us he she they their our his hers while because when where why both either neither each every again still yet already well let lets thing things kind sort option options choice choices between within up out off into own same such"
  ).split(" "),
);
