/**
 * Finds the handler of a path, segment by segment. Hono's fast router refuses a name beside a parameter (`…/{id}/stop` beside
 * `…/end`), and what it falls back to takes as long as all else that a request needs of us before its object is asked.
 */
import type { Result, Router } from "hono/router";

interface Route<Handler> {
  /** Names, and parameters as `:name`. */
  segments: readonly string[];
  handler: Handler;
}

/** Takes paths of names and parameters, no wildcards; where several would do, the one with the most names answers. */
export class SegmentRouter<Handler> implements Router<Handler> {
  readonly name = "SegmentRouter";
  /** By method and number of segments, those with the most names first. */
  readonly #routes = new Map<string, Route<Handler>[]>();

  add(method: string, path: string, handler: Handler): void {
    if (/[*{}?]/.test(path)) throw new Error(`${path}: only names and parameters are routed here.`);
    const segments = path.split("/");
    const key = keyOf(method, segments);
    const routes = [...(this.#routes.get(key) ?? []), { segments, handler }];
    this.#routes.set(
      key,
      routes.toSorted((one, other) => parametersOf(one) - parametersOf(other)),
    );
  }

  match(method: string, path: string): Result<Handler> {
    const segments = path.split("/");
    const routes = this.#routes.get(keyOf(method, segments)) ?? [];
    const route = routes.find((one) =>
      one.segments.every((name, at) => name === segments[at] || (isParameter(name) && segments[at] !== "")),
    );
    if (!route) return [[]];
    const parameters: Record<string, string> = Object.create(null);
    for (const [at, name] of route.segments.entries()) if (isParameter(name)) parameters[name.slice(1)] = segments[at] ?? "";
    return [[[route.handler, parameters]]];
  }
}

const keyOf = (method: string, segments: readonly string[]): string => `${method} ${segments.length}`;
const isParameter = (segment: string): boolean => segment.startsWith(":");
const parametersOf = ({ segments }: Route<unknown>): number => segments.filter(isParameter).length;
