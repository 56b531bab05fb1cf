import { describe, expect, test } from "vitest";
import { findLayerProblems, type LayerRules } from "../../../dev/check-layers.ts";
import type { Import } from "../../../dev/verify/imports.ts";

const rules: LayerRules = {
  layers: [
    { name: "pages", units: ["web"], typesOnly: true },
    { name: "edges", units: ["src/http", "src/cron"] },
    { name: "features", units: ["src/agents", "src/history", "src/tools"], siblings: true },
    { name: "pure", units: ["src/lifecycle"], packages: ["zod"] },
    { name: "platform", units: ["src/platform"] },
  ],
  entrances: { "src/platform": ["*"], "src/tools": ["index.ts", "contract.ts"] },
};

const path = (file: string, target: string, typesOnly = false): Import => ({ file, line: 3, target, isPackage: false, typesOnly });
const named = (file: string, target: string, typesOnly = false): Import => ({ ...path(file, target, typesOnly), isPackage: true });
const problems = (...imports: Import[]) => findLayerProblems(imports, rules);

describe("imports point one way", () => {
  test("downwards and through the entrance is free", () => {
    const imports = [
      path("src/http/app.ts", "src/agents/index.ts"),
      path("src/http/routes/chat.ts", "src/http/app.ts"),
      path("src/agents/gate.ts", "src/tools/contract.ts"),
      path("src/agents/gate.ts", "src/platform/ports.ts"),
    ];
    expect(problems(...imports)).toEqual([]);
  });

  test("upwards is refused, and told where, what and what else to do", () => {
    expect(problems(path("src/agents/gate.ts", "src/http/index.ts"))).toEqual([
      "src/agents/gate.ts:3 imports src/http/index.ts: src/agents (features) lies below src/http (edges). Take it as a port, or move what both need down.",
    ]);
  });

  test("types are no way around", () => {
    expect(problems(path("src/agents/gate.ts", "src/http/index.ts", true))).toHaveLength(1);
  });

  test("edges do not know each other", () => {
    expect(problems(path("src/http/app.ts", "src/cron/index.ts"))).toEqual([expect.stringContaining("do not know each other")]);
  });

  test("nobody reaches past an entrance, a folder of the same name in front included", () => {
    expect(problems(path("src/http/app.ts", "src/agents/gate.ts"))).toEqual([
      expect.stringContaining("Import it from src/agents/index.ts"),
    ]);
    expect(problems(path("src/http/app.ts", "src/agents/index.ts/gate.ts"))).toHaveLength(1);
  });

  test("a folder without a layer is named, whichever end of the import it is", () => {
    const reason = "src/magic/index.ts is in no layer. Name its folder in dev/verify/layers.ts.";
    expect(problems(path("src/http/app.ts", "src/magic/index.ts"))).toEqual([expect.stringContaining(reason)]);
    expect(problems(path("src/magic/index.ts", "src/http/app.ts"))).toEqual([expect.stringContaining(reason)]);
    expect(problems(path("src/https/app.ts", "src/platform/ports.ts"))).toEqual([
      expect.stringContaining("src/https/app.ts is in no layer"),
    ]);
  });

  test("pages know the rest by types alone", () => {
    expect(problems(path("web/app.tsx", "src/platform/ports.ts", true))).toEqual([]);
    expect(problems(path("web/app.tsx", "src/platform/ports.ts"))).toEqual([expect.stringContaining("Write `import type`")]);
  });

  test("pure layers run no package but those that they list", () => {
    const allowed = [named("src/lifecycle/flow.ts", "zod"), named("src/lifecycle/flow.ts", "ai", true), named("src/agents/step.ts", "ai")];
    expect(problems(...allowed)).toEqual([]);
    expect(problems(named("src/lifecycle/flow.ts", "@neondatabase/serverless/http"))).toEqual([
      expect.stringContaining("the pure layer runs only zod"),
    ]);
  });
});

describe("circles of one layer", () => {
  test("are told once, with an import of every step", () => {
    const circle = [
      path("src/agents/gate.ts", "src/tools/index.ts"),
      path("src/tools/registry.ts", "src/history/index.ts"),
      path("src/history/drain.ts", "src/agents/index.ts", true),
    ];
    expect(problems(...circle)).toEqual([
      "src/agents, src/tools, src/history import each other in a circle (src/agents/gate.ts:3 → src/tools/index.ts, " +
        "src/tools/registry.ts:3 → src/history/index.ts, src/history/drain.ts:3 → src/agents/index.ts). Move what they share down.",
    ]);
  });

  test("are not seen where two ways lead to the same unit", () => {
    const diamond = [
      path("src/agents/gate.ts", "src/tools/index.ts"),
      path("src/agents/gate.ts", "src/history/index.ts"),
      path("src/history/drain.ts", "src/tools/index.ts"),
    ];
    expect(problems(...diamond)).toEqual([]);
  });
});
