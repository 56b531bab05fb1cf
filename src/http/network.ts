/**
 * What counts as one network for a rate limit: an IPv4 address, or the /64 that one IPv6 subscriber has to himself.
 * @param address as Cloudflare tells it; "unknown" where nothing does.
 */
export function networkOf(address: string | undefined): string {
  if (!address) return "unknown";
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => "0");
  return `${[...front, ...zeros, ...back].slice(0, 4).join(":")}::/64`;
}
