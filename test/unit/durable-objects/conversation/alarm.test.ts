import { describe, expect, it } from "vitest";
import { Alarm } from "../../../../durable-objects/conversation/alarm.ts";

function open() {
  const sets: number[] = [];
  return { sets, alarm: new Alarm((at) => void sets.push(at)) };
}

describe("the one alarm", () => {
  it("goes off at the earliest of several deadlines, and is left alone where there is none", () => {
    const { sets, alarm } = open();
    alarm.set([null, null]);
    alarm.set([300, null, 200]);
    expect(sets).toEqual([200]);
  });

  it("is set once for many that want it no later", () => {
    const { sets, alarm } = open();
    alarm.noLaterThan(100, 0);
    alarm.noLaterThan(110, 10);
    expect(sets).toEqual([100]);
    alarm.noLaterThan(90, 20);
    expect(sets).toEqual([100, 90]);
  });

  it("is set again when it has gone off, or should have", () => {
    const { sets, alarm } = open();
    alarm.noLaterThan(100, 0);
    alarm.fired();
    alarm.noLaterThan(200, 100);
    alarm.noLaterThan(400, 300);
    expect(sets).toEqual([100, 200, 400]);
  });
});
