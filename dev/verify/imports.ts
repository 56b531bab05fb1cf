import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseSync } from "vite";

/** One import or re-export of a module. */
export interface Import {
  /** Paths are relative to the repository's root. */
  file: string;
  line: number;
  /** A path for a relative import, else the package's specifier as written. */
  target: string;
  isPackage: boolean;
  typesOnly: boolean;
}

/** The imports of all TypeScript files in the folders. */
export function readImports(root: string, folders: readonly string[]): Import[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }))
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted()
    .flatMap((file) => importsOf(file, readFileSync(join(root, file), "utf8")));
}

/** The imports of one file, in the order in which they are written. */
export function importsOf(file: string, code: string): Import[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(file, code).module;
  const found = [
    ...staticImports.map(({ moduleRequest, entries }) => ({ ...moduleRequest, typesOnly: areTypes(entries) })),
    ...staticExports.flatMap(({ entries }) => {
      const from = entries[0]?.moduleRequest;
      return from ? [{ ...from, typesOnly: areTypes(entries) }] : [];
    }),
    ...dynamicImports.map(({ moduleRequest: { start, end } }) => ({ start, value: code.slice(start + 1, end - 1), typesOnly: false })),
  ];
  return found
    .toSorted((one, other) => one.start - other.start)
    .map(({ start, value, typesOnly }) => ({ file, line: lineOf(code, start), ...targetOf(file, value), typesOnly }));
}

/** `import "x"` has no entries, and runs. */
function areTypes(entries: readonly { isType: boolean }[]): boolean {
  return entries.length > 0 && entries.every(({ isType }) => isType);
}

function targetOf(file: string, specifier: string): { target: string; isPackage: boolean } {
  const isPackage = !specifier.startsWith(".");
  return { target: isPackage ? specifier : posix.join(posix.dirname(file), specifier), isPackage };
}

function lineOf(code: string, offset: number): number {
  return code.slice(0, offset).split("\n").length;
}
