import { describe, expect, test } from "vitest";
import { industries, presets } from "../../../src/lifecycle/index.ts";
import { describeTools, toolRegistry } from "../../../src/tools/index.ts";

describe("the registry", () => {
  const offeredIn = (industry: string) =>
    [...new Set(Object.values(presets.get(industry)?.states ?? {}).flatMap(({ tools }) => tools))].toSorted();

  test.each(industries)("the preset of %s offers the tools that are of its industry: all of them, and no other", (industry) => {
    const own = [...toolRegistry.values()].filter((tool) => tool.industries.includes(industry)).map(({ name }) => name);
    expect(offeredIn(industry)).toEqual(own.toSorted());
  });

  test.each([...toolRegistry.values()])("$name is described in both languages, each in its own", ({ label, description }) => {
    for (const { vi, en } of [label, description]) {
      expect(vi).toMatch(/[À-ỹ]/);
      expect(en.replace(/“[^”]*”/g, "")).not.toMatch(/[À-ỹ]/);
    }
  });

  test.each([...toolRegistry])("%s is filed under its own name", (name, tool) => {
    expect(tool.name).toBe(name);
  });
});

describe("what a model is told", () => {
  test("is in the order asked for, without names that cannot run", () => {
    expect(describeTools(["compare_offerings", "format_disk", "search_offerings"]).map(({ name }) => name)).toEqual([
      "compare_offerings",
      "search_offerings",
    ]);
  });

  test("is built once", () => {
    expect(describeTools(["search_offerings"])[0]).toBe(describeTools(["search_offerings"])[0]);
  });

  test.each([...toolRegistry.keys()])("%s takes an object, without references that some providers cannot follow", (name) => {
    const [described] = describeTools([name]);
    expect(described?.inputSchema).toMatchObject({ type: "object" });
    expect(JSON.stringify(described)).not.toMatch(/\$ref|\$schema|definitions/);
  });

  test("no tool takes an address", () => {
    expect(JSON.stringify(describeTools([...toolRegistry.keys()]))).not.toMatch(/"ur[il]"|"format":"uri"/);
  });
});
