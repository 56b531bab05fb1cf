import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { ownNode, readInstallState } from "../../../dev/install-state.mjs";

let root: string;

const chair = { version: "1.0.0", integrity: "sha512-chair" };
const otherPlatform = { version: "2.0.0", optional: true };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "edgewise-install-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  write("package-lock.json", lock({ "node_modules/chair": chair, "node_modules/for-windows": otherPlatform }));
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const lock = (packages: object) => JSON.stringify({ packages: { "": { version: "0.1.0" }, ...packages } });

function installAll(): void {
  write("node_modules/chair/package.json", "{}");
  write(ownNode("."), "");
  write("node_modules/.package-lock.json", lock({ "node_modules/chair": chair }));
}

test("nothing installed is missing", () => {
  expect(readInstallState(root)).toBe("missing");
});

test("npm's record and every package make it whole, without those of other platforms", () => {
  installAll();
  expect(readInstallState(root)).toBe("whole");
});

test("packages without npm's record are a half-finished install", () => {
  installAll();
  rmSync(join(root, "node_modules/.package-lock.json"));
  expect(readInstallState(root)).toBe("half-finished");
});

test.each(["node_modules/chair", dirname(ownNode("."))])("%s gone is a half-finished install", (folder) => {
  installAll();
  rmSync(join(root, folder), { recursive: true });
  expect(readInstallState(root)).toBe("half-finished");
});

test("a lock that names another version is outdated", () => {
  installAll();
  write("package-lock.json", lock({ "node_modules/chair": { ...chair, version: "1.0.1" } }));
  expect(readInstallState(root)).toBe("outdated");
  write("package-lock.json", lock({ "node_modules/chair": chair, "node_modules/table": chair }));
  expect(readInstallState(root)).toBe("outdated");
});
