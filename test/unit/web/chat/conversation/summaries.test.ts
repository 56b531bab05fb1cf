import { describe, expect, it } from "vitest";
import { byDay, entriesOf, titleFrom } from "../../../../../web/chat/conversation/summaries.ts";

const listed = (id: string, title: string | null, updated_at: string) => ({ conversation_id: id, title, updated_at });

describe("entriesOf", () => {
  it("lists the newest first and leaves out conversations in which nobody spoke", () => {
    const entries = entriesOf(
      [
        listed("c1", "Laptop", "2026-11-20T08:00:00Z"),
        listed("c2", null, "2026-11-20T09:00:00Z"),
        listed("c3", "SSD", "2026-11-20T08:30:00Z"),
      ],
      [],
    );
    expect(entries.map(({ id }) => id)).toEqual(["c3", "c1"]);
  });

  it("knows sooner than Postgres what was said here", () => {
    const local = [{ id: "c9", title: "Vừa hỏi", time: Date.parse("2026-11-20T10:00:00Z") }];
    expect(entriesOf([listed("c1", "Laptop", "2026-11-20T08:00:00Z")], local).map(({ title }) => title)).toEqual(["Vừa hỏi", "Laptop"]);
  });

  it("takes the server's title and the later time for a conversation that both know", () => {
    const local = [{ id: "c1", title: "của trang", time: Date.parse("2026-11-20T11:00:00Z") }];
    expect(entriesOf([listed("c1", "của máy chủ", "2026-11-20T08:00:00Z")], local)).toEqual([
      { id: "c1", title: "của máy chủ", time: Date.parse("2026-11-20T11:00:00Z") },
    ]);
  });
});

it("groups by day, leaving out days without entries", () => {
  const now = new Date(2026, 10, 20, 9).getTime();
  const entry = (id: string, day: number) => ({ id, title: id, time: new Date(2026, 10, day, 8).getTime() });
  expect(byDay([entry("a", 20), entry("b", 20), entry("c", 2)], now).map(([day, inDay]) => [day, inDay.length])).toEqual([
    ["today", 2],
    ["older", 1],
  ]);
});

it("a title is one line of at most eighty characters", () => {
  expect(titleFrom("  Cho tôi\n xem  laptop ")).toBe("Cho tôi xem laptop");
  const long = titleFrom("máy ".repeat(60));
  expect(long.length).toBeLessThanOrEqual(80);
  expect(long.endsWith("…")).toBe(true);
});
