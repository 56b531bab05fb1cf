import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether the packages are there as package-lock.json names them. npm writes its own record, node_modules/.package-lock.json, as the last
 * step of an install: without it, or with a package missing, the install was cut short.
 *
 * @typedef {"whole" | "missing" | "half-finished" | "outdated"} InstallState
 * @param {string} root the folder of package-lock.json
 * @returns {InstallState}
 */
export function readInstallState(root) {
  if (!existsSync(join(root, "node_modules"))) return "missing";
  const installed = readPackages(join(root, "node_modules/.package-lock.json"));
  const wanted = readPackages(join(root, "package-lock.json"));
  if (installed === undefined) return "half-finished";
  if (!isSame(wanted ?? {}, installed)) return "outdated";
  const folders = Object.keys(installed).filter((folder) => folder !== "");
  const whole = folders.every((folder) => existsSync(join(root, folder, "package.json"))) && existsSync(ownNode(root));
  return whole ? "whole" : "half-finished";
}

/**
 * The Node that the project brings along, whatever the system's is.
 * @param {string} root
 */
export function ownNode(root) {
  return join(root, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");
}

/**
 * @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }>} Packages
 * @param {string} path
 * @returns {Packages | undefined}
 */
function readPackages(path) {
  try {
    /** @type {{ packages?: Packages }} */
    const record = JSON.parse(readFileSync(path, "utf8"));
    return record.packages;
  } catch {
    return undefined;
  }
}

/**
 * Optional packages are those of other platforms: they may be absent.
 * @param {Packages} wanted
 * @param {Packages} installed
 */
function isSame(wanted, installed) {
  return Object.entries(wanted).every(([folder, entry]) => {
    const found = installed[folder];
    if (folder === "" || (found === undefined && (entry.optional || entry.devOptional))) return true;
    return found?.version === entry.version && found?.integrity === entry.integrity;
  });
}
