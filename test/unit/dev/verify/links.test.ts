import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { anchorsOf, findDeadLinks, linksOf } from "../../../../dev/verify/links.ts";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "edgewise-links-"));
  mkdirSync(join(root, "docs"));
  mkdirSync(join(root, "node_modules"));
});

afterEach(() => rmSync(root, { recursive: true }));

const write = (path: string, text: string) => writeFileSync(join(root, path), text);

test("a link that leads nowhere is told with its line", () => {
  write("README.md", "# Shop\n\nSee [the decision](docs/missing.md).\n");
  expect(findDeadLinks(root)).toEqual(["README.md:3 links to docs/missing.md: there is no docs/missing.md."]);
});

test("links to files, folders and headings hold, from wherever they are written", () => {
  write("README.md", "# Bắt đầu nhanh\n\n[a](docs/a.md#the-why--how) [here](#bắt-đầu-nhanh) [folder](docs)\n");
  write("docs/a.md", "# The `why` & how\n\n[back](../README.md)\n");
  expect(findDeadLinks(root)).toEqual([]);
});

test("a heading that is not there is told", () => {
  write("README.md", "[a](docs/a.md#gone)\n");
  write("docs/a.md", "# Here\n");
  expect(findDeadLinks(root)).toEqual(['README.md:1 links to docs/a.md#gone: docs/a.md has no heading "gone".']);
});

test("what is not ours is left alone", () => {
  write("node_modules/README.md", "[a](missing.md)\n");
  expect(findDeadLinks(root)).toEqual([]);
});

test("pictures and HTML count as links, code and other hosts do not", () => {
  const markdown =
    '![a](a.png) <img src="b.png"> [c](https://example.com/c.md) [d](mailto:d@example.com) `[e](e.md)`\n\n```md\n[f](f.md)\n```\n';
  expect(linksOf(markdown)).toEqual(["a.png", "b.png"]);
});

test("headings of one name are numbered", () => {
  expect(anchorsOf("# Try\n\n## Try\n\n# Try!\n")).toEqual(["try", "try-1", "try-2"]);
});
