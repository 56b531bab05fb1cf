import { expect, test } from "vitest";
import { z } from "zod";
import { toolRegistry } from "../../../../src/tools/index.ts";
import { callApp, testPorts } from "../../../support/app-ports.ts";

const call = callApp(testPorts());
const page = z.object({ data: z.array(z.looseObject({ name: z.string() })), total: z.number(), page: z.number() });
const list = async (query = "") => page.parse(await (await call(`/v1/tools${query}`, { as: "demo" })).json());

test("whoever writes a flow is told of every tool: what it is for, what it takes and gives, and where it may lead", async () => {
  const { data, total } = await list("?per_page=100");
  expect(total).toBe(toolRegistry.size);
  expect(data.map(({ name }) => name)).toEqual([...toolRegistry.keys()].toSorted());
  for (const tool of data) {
    const own = toolRegistry.get(tool.name);
    expect(tool).toMatchObject({
      label: own?.label,
      description: own?.description,
      industries: own?.industries,
      effect: own?.effect,
      timeout_ms: own?.timeoutMs,
      proposes: own?.proposes,
      input: { type: "object" },
    });
    for (const schema of [tool.input, tool.output]) expect(JSON.stringify(schema)).not.toMatch(/\$ref|\$schema|~standard/);
    expect(JSON.stringify(tool.output).length).toBeGreaterThan(100);
  }
});

test("they are listed page by page, by their names", async () => {
  const names = async (query: string) => (await list(query)).data.map(({ name }) => name);
  expect(await names("?q=offering")).toEqual(["compare_offerings", "get_offering_details", "search_offerings"]);
  expect(await names("?q=offering&order=desc&per_page=1")).toEqual(["search_offerings"]);
  expect(await list("?q=offering&per_page=2&page=2")).toMatchObject({ data: [{ name: "search_offerings" }], total: 3, page: 2 });
});
