/** Words for kinds and makers of goods, folded, by which a bare "iphone" or "ssd 1tb" is known to be a search. Never spoken. */
export const kinds =
  /(?<![a-z0-9])(?:lap ?tops?|lap|notebooks?|ultrabooks?|may tinh(?: bang| xach tay| ban)?|pc|dien thoai|dt|smart ?phones?|phones?|mobiles?|tablets?|ssds?|hdds?|o cung|o dia|hard (?:drive|disk)s?|drives?|rams?|bo nho|memory|main(?:board)?s?|motherboards?|bo mach(?: chu)?|cpus?|chip|vi xu ly|vga|card (?:man hinh|do hoa)|gpus?|man hinh|monitors?|ban phim|keyboards?|chuot|mouse|tai nghe|headphones?|sac|phu kien|accessor(?:y|ies)|linh kien|components?|mac ?books?|iphones?|ipads?)(?![a-z0-9])/;

export const makers =
  /(?<![a-z0-9])(?:asus|acer|dell|hp|lenovo|msi|gigabyte|lg|apple|samsung|galaxy|xiaomi|redmi|oppo|vivo|realme|nokia|honor|huawei|google|pixel|kingston|corsair|crucial|g\.?skill|adata|western digital|wd|seagate|sandisk|lexar|asrock|intel|amd|nvidia|rog|tuf|thinkpad|vivobook|zenbook|gaming)(?![a-z0-9])/;

/** A constraint in itself: "16gb", "15.6 inch", "i7", "rtx 4060". */
export const specs =
  /(?<![a-z0-9])(?:\d+(?:[.,]\d+)? ?(?:gb|tb|inch|inches|hz|mah|kg|wh|w|mp)|i[3579]|r[3579]|ryzen \d|core ultra|rtx|gtx|ddr[345]|nvme|oled|5g|m[1-5])(?![a-z])/;

/** Kinds that are parts of others too: with laptops on the screen, "có con nào ram 16gb không" asks for a laptop. */
export const partKinds = /^(?:rams?|ssds?|o cung|bo nho|memory|chip|cpus?|vga|card .*|gpus?|man hinh|o dia)$/;
