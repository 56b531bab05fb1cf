import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { claimDataFolder, readVisitorTokenSecret } from "../../../dev/data-folder.ts";

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "edgewise-data-"));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  folder = join(parent, "data");
});

test("a new folder is made, and taken up again with what is in it", () => {
  const first = claimDataFolder(folder, false);
  const secret = readVisitorTokenSecret(first);
  first.release();
  expect(readVisitorTokenSecret(claimDataFolder(folder, false))).toBe(secret);
  expect(secret.length).toBeGreaterThanOrEqual(32);
});

test("fresh empties what we made", () => {
  const first = claimDataFolder(folder, false);
  mkdirSync(join(folder, "postgres"));
  first.release();
  claimDataFolder(folder, true).release();
  expect(readdirSync(folder)).toEqual([".edgewise-data"]);
});

test("a folder with another's files is neither used nor emptied", () => {
  mkdirSync(folder);
  writeFileSync(join(folder, "thesis.txt"), "ten years of work");
  expect(() => claimDataFolder(folder, true)).toThrow(/did not make.*EDGEWISE_DATA=/);
  expect(readdirSync(folder)).toEqual(["thesis.txt"]);
});

test("an empty folder is taken, a file is not", () => {
  mkdirSync(folder);
  claimDataFolder(folder, false);
  writeFileSync(join(parent, "file"), "");
  expect(() => claimDataFolder(join(parent, "file"), false)).toThrow(/which is a file/);
  expect(() => claimDataFolder(join(parent, "file/below"), false)).toThrow(/cannot write.*ENOTDIR.*EDGEWISE_DATA=/);
});

test("a folder in use is refused, also to a fresh start; what a killed start left behind is not in use", () => {
  claimDataFolder(folder, false).release();
  writeFileSync(join(folder, "kept"), "");
  writeFileSync(join(folder, "lock"), String(process.ppid));
  expect(() => claimDataFolder(folder, true)).toThrow(new RegExp(`process ${process.ppid}.*stop it`));
  expect(existsSync(join(folder, "kept"))).toBe(true);
  const noSuchProcess = 2 ** 22 + 1;
  writeFileSync(join(folder, "lock"), String(noSuchProcess));
  expect(() => claimDataFolder(folder, false)).not.toThrow();
});
