import { expect, test } from "vitest";
import { urlProblem } from "../../../src/actions/endpoint-url.ts";

test.each([
  "https://shop.example/checkout",
  "https://shop.example:8443/checkout?shop=1",
  "https://203.0.114.7/x",
  "https://172.15.0.1/x",
  "https://[2606:4700::1111]/x",
  "https://localhost.shop.example/x",
])("%s is a place on the internet", (url) => {
  expect(urlProblem(url, "production")).toBeNull();
});

test.each([
  "https://localhost/x",
  "https://api.localhost/x",
  "https://localhost./x",
  "https://intranet/x",
  "https://db.internal/x",
  "https://nas.local/x",
  "https://127.0.0.1/x",
  "https://127.1/x",
  "https://0x7f000001/x",
  "https://2130706433/x",
  "https://0/x",
  "https://10.1.2.3/x",
  "https://100.64.0.1/x",
  "https://169.254.169.254/latest/meta-data",
  "https://172.16.0.1/x",
  "https://172.31.255.255/x",
  "https://192.168.1.1/x",
  "https://224.0.0.1/x",
  "https://255.255.255.255/x",
  "https://[::1]/x",
  "https://[::]/x",
  "https://[::ffff:127.0.0.1]/x",
  "https://[64:ff9b::7f00:1]/x",
  "https://[fc00::1]/x",
  "https://[fe80::1]/x",
  "https://[2002:7f00:1::]/x",
  "https://[2001:db8::1]/x",
])("%s is somebody's own network", (url) => {
  expect(urlProblem(url, "production")).toMatch(/public internet/);
  expect(urlProblem(url, "development"), "which development is").toBeNull();
});

test.each([
  ["shop", /web address/],
  ["ftp://shop.example/x", /https/],
  ["javascript:alert(1)", /https/],
  ["https://user:word@shop.example/x", /password/],
  ["https://shop.example/x#top", /fragment/],
])("%s is no address of an action anywhere", (url, why) => {
  expect(urlProblem(url, "production")).toMatch(why);
  expect(urlProblem(url, "development")).toMatch(why);
});

test("what is ordered travels in clear in development only", () => {
  expect(urlProblem("http://shop.example/x", "production")).toMatch(/clear/);
  expect(urlProblem("http://127.0.0.1:8080/x", "development")).toBeNull();
});
