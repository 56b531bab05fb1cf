import { expect, test } from "vitest";
import { importsOf } from "../../../../dev/verify/imports.ts";

const read = (code: string) => importsOf("src/http/app.ts", code).map(({ line, target, typesOnly }) => ({ line, target, typesOnly }));

test("every way to name a module is an import", () => {
  const code = `import { a } from "../agents/index.ts";
import "./polyfill.ts";
export * from "./schemas.ts";
export { b } from "../db/client.ts";
const c = await import("hono");
`;
  expect(read(code)).toEqual([
    { line: 1, target: "src/agents/index.ts", typesOnly: false },
    { line: 2, target: "src/http/polyfill.ts", typesOnly: false },
    { line: 3, target: "src/http/schemas.ts", typesOnly: false },
    { line: 4, target: "src/db/client.ts", typesOnly: false },
    { line: 5, target: "hono", typesOnly: false },
  ]);
});

test("an import is of types when all that it names are types", () => {
  const code = `import type { A } from "./a.ts";
import { type B, c } from "./b.ts";
export type { D } from "./d.ts";
export type * from "./e.ts";
`;
  expect(read(code).map(({ typesOnly }) => typesOnly)).toEqual([true, false, true, true]);
});

test("words in comments and strings import nothing", () => {
  expect(read(`// import { a } from "./a.ts"\nconst text = 'import { b } from "./b.ts"';\nexport const c = text;\n`)).toEqual([]);
});

test("packages are told from paths", () => {
  const [scoped, path] = importsOf("web/chat/app.tsx", `import "@ai-sdk/react";\nimport "../../src/worker.ts";\n`);
  expect(scoped).toMatchObject({ target: "@ai-sdk/react", isPackage: true });
  expect(path).toMatchObject({ target: "src/worker.ts", isPackage: false });
});
