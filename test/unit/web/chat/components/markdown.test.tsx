import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { Markdown } from "../../../../../web/chat/components/markdown.tsx";

beforeAll(() => vi.stubGlobal("location", { href: "https://shop.example/?c=1", origin: "https://shop.example" }));

const html = (text: string, streaming = false): string => renderToStaticMarkup(<Markdown text={text} streaming={streaming} />);

describe("Markdown", () => {
  it("never lets markup of an answer become markup of the page", () => {
    const drawn = html(
      'Xin <img src=x onerror="alert(1)"> chào\n\n<script>alert(1)</script>\n\n<iframe src="https://evil.example"></iframe>',
    );
    expect(drawn).not.toMatch(/<(img|script|iframe)/);
    expect(drawn).toContain("&lt;script&gt;");
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:alert(1)", "vbscript:x", "blob:https://shop.example/1"])(
    "does not link to %s",
    (address) => {
      const drawn = html(`[bấm vào đây](${address})`);
      expect(drawn).not.toContain("href");
      expect(drawn).toContain("bấm vào đây");
    },
  );

  it("shows an image as its description: an answer cannot make the page call another host", () => {
    expect(html("![ảnh máy](https://evil.example/pixel.png)")).not.toContain("evil.example");
    expect(html("![ảnh máy](https://evil.example/pixel.png)")).toContain("ảnh máy");
  });

  it("opens foreign links in a tab that cannot reach back", () => {
    expect(html("[trang hãng](https://dell.example/)")).toContain('target="_blank" rel="noopener noreferrer nofollow"');
    expect(html("[giỏ hàng](/cart)")).toContain('href="https://shop.example/cart"');
    expect(html("[giỏ hàng](/cart)")).not.toContain("target");
  });

  it("draws lists, tables, code and emphasis", () => {
    expect(html("1. **Dell**\n2. *MSI*")).toContain('<ol start="1"><li><strong>Dell</strong></li><li><em>MSI</em></li></ol>');
    expect(html("| a | b |\n|---|--:|\n| 1 | 2 |")).toContain('<td data-align="right">2</td>');
    expect(html("`ram`")).toContain("<code>ram</code>");
    expect(html("A &amp; B \\* C")).toContain("<p>A &amp; B * C</p>");
  });

  it("closes what is still open while the answer streams", () => {
    expect(html("Máy này **rất nh", true)).toContain("<strong>rất nh</strong>");
    expect(html("Xem [trang của hãng](https://de", true)).not.toContain("](");
  });
});
