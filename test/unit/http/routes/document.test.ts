import { expect, test } from "vitest";
import { endpoints } from "../../../../src/http/routes/index.ts";
import { callApp, testPorts } from "../../../support/app-ports.ts";

test("the documentation page loads everything from this server, and may load from no other", async () => {
  const response = await callApp(testPorts())("/docs");
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/html/);
  const page = await response.text();
  expect(page).toContain('src="/docs-assets/scalar.js"');
  expect(page).toContain('"url": "/openapi.json"');
  expect(page).not.toMatch(/(src|href)="https?:/);
  const policy = response.headers.get("content-security-policy") ?? "";
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  expect(policy).toMatch(/^default-src 'self';/);
  const scripts = [...page.matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
  expect(scripts.length).toBeGreaterThan(0);
  for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
});

test("the type of every problem leads to its explanation", async () => {
  const call = callApp(testPorts());
  const page = await (await call("/docs/problems")).text();
  const document = await (await call("/openapi.json")).json<{ paths: Record<string, Record<string, { responses: object }>> }>();
  const responses = Object.values(document.paths).flatMap((path) => Object.values(path).map((operation) => operation.responses));
  const codes = new Set([...JSON.stringify(responses).matchAll(/\(`([a-z_]+)`\)/g)].map(([, code]) => code));
  expect(codes.size).toBeGreaterThan(8);
  for (const code of codes) expect(page).toContain(`<section id="${code}">`);
  expect(endpoints.some(({ path }) => path === "/docs/problems")).toBe(true);
});

test("what no answer refuses with is not promised: a turn that failed is an answer like others", async () => {
  const document = await (await callApp(testPorts())("/openapi.json")).text();
  expect(document).not.toContain("`model_failed`");
  expect(document).toContain("`metadata.status` is `failed`");
});
