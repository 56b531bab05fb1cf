import { expect, test } from "vitest";
import { SegmentRouter } from "../../../src/http/router.ts";

function router(...paths: string[]) {
  const made = new SegmentRouter<string>();
  for (const path of paths) made.add("GET", path, path);
  return (path: string, method = "GET") => made.match(method, path)[0];
}

test("a path is found by its names, with what stands for its parameters", () => {
  const match = router("/", "/v1/conversations", "/v1/conversations/:id", "/v1/conversations/:id/messages/:mid/feedback");
  expect(match("/")).toEqual([["/", {}]]);
  expect(match("/v1/conversations")).toEqual([["/v1/conversations", {}]]);
  expect(match("/v1/conversations/a%2Fb")).toEqual([["/v1/conversations/:id", { id: "a%2Fb" }]]);
  expect(match("/v1/conversations/c/messages/m/feedback")).toEqual([
    ["/v1/conversations/:id/messages/:mid/feedback", { id: "c", mid: "m" }],
  ]);
});

test.each(["/v1", "/v1/other", "/v1/conversations/", "/v1/conversations/c/x", "//conversations", ""])("nothing is at %j", (path) => {
  expect(router("/v1/conversations", "/v1/conversations/:id")(path)).toEqual([]);
});

test("another method is another matter", () => {
  expect(router("/v1/conversations")("/v1/conversations", "POST")).toEqual([]);
});

test("a name goes before a parameter, whichever was added first", () => {
  const paths = ["/v1/letters/:id", "/v1/letters/replay", "/v1/:kind/replay", "/v1/letters/:id/replay"];
  for (const order of [paths, paths.toReversed()]) {
    const match = router(...order);
    expect(match("/v1/letters/replay")).toEqual([["/v1/letters/replay", {}]]);
    expect(match("/v1/letters/7/replay")).toEqual([["/v1/letters/:id/replay", { id: "7" }]]);
    expect(match("/v1/keys/replay")).toEqual([["/v1/:kind/replay", { kind: "keys" }]]);
  }
});

test("a parameter's name is never one that objects have", () => {
  const [[, parameters] = []] = router("/v1/:__proto__")("/v1/x");
  expect(Object.keys(parameters ?? {})).toEqual(["__proto__"]);
});

test.each(["/v1/*", "/v1/:id{[0-9]+}", "/v1/:id?"])("%s is refused", (path) => {
  expect(() => router(path)).toThrow(path);
});
