/** The customers' day: all of them live by Vietnam's clock. */
const inVietnam = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh", year: "numeric", month: "2-digit", day: "2-digit" });

/** `YYYY-MM-DD` of a time in milliseconds since the epoch. */
export const localDay = (now: number): string => inVietnam.format(now);

export const localYear = (now: number): number => Number(localDay(now).slice(0, 4));

/** The last millisecond of a day `YYYY-MM-DD`. */
export const endOfDay = (day: string): Date => new Date(`${day}T23:59:59.999+07:00`);
