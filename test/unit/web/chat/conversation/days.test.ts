import { describe, expect, it } from "vitest";
import { dayOf, relativeTime } from "../../../../../web/chat/conversation/days.ts";

const now = new Date(2026, 10, 20, 9, 30).getTime();
const at = (day: number, hour: number): number => new Date(2026, 10, day, hour).getTime();

describe("dayOf", () => {
  it.each([
    [at(20, 0), "today"],
    [at(20, 9), "today"],
    [at(19, 23), "yesterday"],
    [at(19, 0), "yesterday"],
    [at(18, 23), "week"],
    [at(13, 1), "week"],
    [at(12, 23), "older"],
  ] as const)("goes by the reader's calendar (%#)", (time, day) => {
    expect(dayOf(time, now)).toBe(day);
  });
});

describe("relativeTime", () => {
  it("counts minutes, hours and days, then gives the date", () => {
    expect(relativeTime(now - 5 * 60_000, now, "vi-VN")).toBe("5 phút trước");
    expect(relativeTime(now - 3 * 3_600_000, now, "en-US")).toBe("3h ago");
    expect(relativeTime(now - 2 * 86_400_000, now, "en-US")).toBe("2d ago");
    expect(relativeTime(at(1, 9), now, "en-US")).toBe("Nov 1");
  });

  it("never speaks of the future, whatever the clocks say", () => {
    expect(relativeTime(now + 60_000, now, "en-US")).toBe("now");
  });
});
