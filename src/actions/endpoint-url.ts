/**
 * Where an action may go. Outside development that is a public host over TLS: a tenant's address must not become a way into whatever
 * network the platform itself stands in. Names are judged as they are written; what they resolve to is the runtime's to refuse, which on
 * Workers reaches the public internet only.
 */

/** Suffixes of names that are somebody's own network (RFC 6761, 6762, 8375, ICANN's .internal), never the internet. */
const privateNames = ["localhost", "local", "internal", "home.arpa", "lan", "corp", "intranet", "private", "test", "invalid", "onion"];

/** First octets, and bits of prefixes, of IPv4 addresses that are not the public internet's (RFC 6890). */
const privateRanges: readonly [prefix: string, bits: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** Why the address cannot be an action's, as a sentence that says what to do instead; null where it can. */
export function urlProblem(given: string, environment: "development" | "production"): string | null {
  if (!URL.canParse(given)) return "must be a web address, e.g. https://shop.example/checkout";
  const { protocol, username, password, hash, hostname } = new URL(given);
  if (protocol !== "https:" && protocol !== "http:") return "must begin with https://";
  if (username !== "" || password !== "") return "must hold no user name and no password: requests are signed instead";
  if (hash !== "") return "must hold no fragment (#…): it would never be sent";
  if (environment === "development") return null;
  if (protocol !== "https:") return "must begin with https://: what customers order does not travel in clear";
  return isPrivateHost(hostname) ? `must be a host of the public internet, and ${hostname} is not: requests come from outside yours` : null;
}

function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, "");
  if (host.startsWith("[")) return !isPublicIpv6(host.slice(1, -1));
  // The URL parser has already made every way of writing an IPv4 address this one.
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return isPrivateIpv4(host);
  return !host.includes(".") || privateNames.some((name) => host.endsWith(`.${name}`));
}

function isPrivateIpv4(address: string): boolean {
  const value = toNumber(address);
  return privateRanges.some(([prefix, bits]) => Math.floor(value / 2 ** (32 - bits)) === Math.floor(toNumber(prefix) / 2 ** (32 - bits)));
}

const toNumber = (address: string): number => address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** Of 2000::/3, which is what the internet uses, without what stands for IPv4 addresses (Teredo, 6to4) and for documentation. */
function isPublicIpv6(address: string): boolean {
  const [first = "", second = ""] = address.split(":");
  const high = Number.parseInt(first || "0", 16);
  const low = Number.parseInt(second || "0", 16);
  const isSpecial = high === 0x2002 || (high === 0x2001 && (low < 0x0200 || low === 0x0db8)) || (high === 0x3fff && low < 0x1000);
  return high >= 0x2000 && high <= 0x3fff && !isSpecial;
}
