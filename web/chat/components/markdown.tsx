import type { MarkedToken, Token, Tokens } from "marked";
import { Fragment, memo, useMemo, type ReactNode } from "react";
import { blocksOf, shownText, own } from "../markdown/blocks.ts";
import { safeLink } from "../markdown/links.ts";

/**
 * An answer's markdown as elements. Nothing is ever parsed as HTML: tags show as text, images as their description,
 * and a link only goes where `safeLink` lets it.
 */
export const Markdown = memo(function Markdown({ text, streaming }: { text: string; streaming: boolean }) {
  const blocks = useMemo(() => blocksOf(text, streaming), [text, streaming]);
  return (
    <div className="prose" data-streaming={streaming || undefined}>
      {blocks.map((token, index) => (
        <Block key={index} token={token} />
      ))}
    </div>
  );
});

/** Equal source, equal block: while an answer streams, only its last block is drawn again. */
const Block = memo(
  ({ token }: { token: MarkedToken }) => renderBlock(token),
  (before, after) => before.token.raw === after.token.raw,
);

function renderBlock(token: MarkedToken): ReactNode {
  switch (token.type) {
    case "paragraph":
      return <p>{inline(token.tokens)}</p>;
    case "heading":
      // The page's own headings are h1 and h2; an answer's begin below.
      return token.depth <= 2 ? <h3>{inline(token.tokens)}</h3> : <h4>{inline(token.tokens)}</h4>;
    case "list":
      return <List list={token} />;
    case "code":
      return (
        <pre tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      );
    case "blockquote":
      return <blockquote>{nested(token.tokens)}</blockquote>;
    case "hr":
      return <hr />;
    case "table":
      return <Table table={token} />;
    case "html":
      return <p>{token.raw}</p>;
    default:
      return renderInline(token);
  }
}

function List({ list }: { list: Tokens.List }) {
  const items = list.items.map((item, index) => (
    <li key={index}>
      {item.task ? <input type="checkbox" checked={item.checked === true} readOnly disabled aria-label={item.text} /> : null}
      {nested(item.tokens)}
    </li>
  ));
  return list.ordered ? <ol start={list.start === "" ? 1 : list.start}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ table }: { table: Tokens.Table }) {
  const align = (index: number): string | undefined => table.align[index] ?? undefined;
  return (
    <div className="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <th key={index} scope="col" data-align={align(index)}>
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, rowIndex) => (
            <tr key={rowIndex}>
              {row.map((cell, index) => (
                <td key={index} data-align={align(index)}>
                  {inline(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function nested(tokens: Token[] | undefined): ReactNode {
  return own(tokens).map((token, index) => <Fragment key={index}>{renderBlock(token)}</Fragment>);
}

function inline(tokens: Token[] | undefined): ReactNode {
  return own(tokens).map((token, index) => <Fragment key={index}>{renderInline(token)}</Fragment>);
}

function renderInline(token: MarkedToken): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong>{inline(token.tokens)}</strong>;
    case "em":
      return <em>{inline(token.tokens)}</em>;
    case "del":
      return <del>{inline(token.tokens)}</del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return <Link link={token} />;
    case "text":
      return token.tokens ? inline(token.tokens) : shownText(token.text);
    case "escape":
    case "image":
      return shownText(token.text);
    default:
      return token.raw;
  }
}

function Link({ link }: { link: Tokens.Link }) {
  const href = safeLink(link.href, location.href);
  if (href === null) return inline(link.tokens);
  const away = new URL(href).origin !== location.origin;
  return (
    <a href={href} {...(away ? { target: "_blank", rel: "noopener noreferrer nofollow" } : {})}>
      {inline(link.tokens)}
    </a>
  );
}
