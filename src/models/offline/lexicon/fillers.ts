/**
 * Words around what a customer looks for; the longest fit is dropped first. What is left of
 * "Shop ơi cho mình xem laptop dưới 20 triệu với ạ" is "laptop dưới 20 triệu".
 * Written with accents: a word typed with accents must have these ("cơ" is no "có"), one typed without fits as well.
 */
const phrases = `
cho tôi xem | cho tôi coi | cho mình xem | cho mình coi | cho em xem | cho anh xem | cho chị xem | cho tui xem | cho mk xem | cho mik xem | cho tao xem | cho xem | cho coi
cho tôi hỏi | cho mình hỏi | cho em hỏi | cho hỏi | cho tôi biết | cho mình biết | cho tôi | cho mình | cho em | cho anh | cho chị | cho tui
tôi muốn | mình muốn | em muốn | anh muốn | chị muốn | tôi cần | mình cần | em cần | anh cần | chị cần | đang cần | đang tìm | đang kiếm | đang định | cần tìm | cần mua | muốn mua | muốn tìm | muốn xem | muốn | định mua
tôi | mình | em | anh | chị | tui | mk | mik | tao | bạn ơi | em ơi | ad ơi | ad | shop ơi | shop mình | shop em | shop | bên mình | bên em | bên shop | bên bạn | bạn có bán | bạn có | bạn
tìm giúp | tìm hộ | tìm kiếm | tìm | kiếm giúp | kiếm | xem giúp | xem thử | xem qua | xem | coi | giúp | hộ | dùm | giùm | cần | hiện | liệt kê | giới thiệu | tư vấn | gợi ý
chỉ lấy | chỉ xem | chỉ cần | chỉ hiện | chỉ mua | chỉ tìm | chỉ | lấy | lọc ra | lọc theo | lọc | mua | đặt mua | đặt hàng | nên mua | nên chọn
có còn | có bán | có những | có các | còn hàng | còn bán | có | còn | bán | những | các | mấy con | mấy cái | mấy | vài | một số | một vài | một | gì
cái nào | con nào | mẫu nào | chiếc nào | loại nào | máy nào | hãng nào | em nào | nào | cái | con | chiếc | mẫu | loại
không vậy | không ạ | không nhỉ | không shop | không em | không bạn | không | ko | hông | hem | hok | k
vậy | thế | với | nhé | nha | nhỉ | ạ | a | dạ | vâng | à | ah | ơi | luôn | đi | thôi | nữa | hả | nè | được không | dc không | được | dc | rồi | ok | oke | hiện tại | xin | trong số đó | trong số này | trong số trên | trong đó | hay | thì sao | thì | của | là gì | là | thế nào | giá bao nhiêu | giá sao | bao nhiêu tiền | bao nhiêu
xin chào | chào shop | chào em | chào bạn | chào | hello | hi | hey | alo | cảm ơn | thanks | thank you
show me | show | find me | find | search for | search | look for | looking for | look at | i am looking for | i'm looking for | im looking for | i want to see | i want to buy | i want | i need to buy | i need | i would like to see | i'd like to see | i would like | i'd like | can you | could you | can i see | do you have | do you sell | have you got | are there | is there | there | please | pls | give me | let me see | list | browse | want | buy | order | see | me | i | we | my | our | some | any | a | an | the | all | of them | of these | of those | among them | among these | among those | only | just | ones | one | you | got | have | what | which | are | is | do | for me | to buy | to me | anything | something | kind of | kinds of | sell | available | in stock | thing | filter by | filter | by | now | also | about | with | how much is | how much
`;

const crossed = (nots: string, verbs: string): string =>
  nots
    .split(" ")
    .flatMap((not) => verbs.split(" ").map((verb) => `${not} ${verb}`))
    .join(" | ");

/** What refuses: the catalogue reads it, so it must arrive whole. */
const refusals = `${crossed("không ko k hông hem hok đừng chẳng", "phải lấy thích thik muốn mua cần chọn xem")} | don't want | dont want | do not want | don't like | don't need | do not need | don't show | do not show`;

/** Phrases of a meaning of their own that begin like a filler. */
const meaningful = `${refusals} | bàn phím | máy tính bàn | địa chỉ | chi tiết | màu sắc | tìm hiểu | all in one | con số | nhẹ hơn | nhẹ nhất | mỏng nhẹ | siêu nhẹ | gọn nhẹ | bàn phím cơ | một mình | có dây | không dây | gói vay | khoản vay | vay mua | vay tiền | vay vốn | vay tiêu dùng`;

const asWords = (list: string): string[][] =>
  list
    .split(/[|\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => entry.split(" "))
    .toSorted((one, other) => other.length - one.length);

export const fillers: readonly (readonly string[])[] = asWords(phrases);
export const kept: readonly (readonly string[])[] = asWords(meaningful);
