import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { marked, type Token } from "marked";

const notOurs = ["**/node_modules/**", "dist/**", "**/.*/**"];

/** One line for each relative link or picture of a Markdown file that leads nowhere. */
export function findDeadLinks(root: string): string[] {
  const files = globSync("**/*.md", { cwd: root, exclude: notOurs }).toSorted();
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return linksOf(text).flatMap((link) => {
      const problem = linkProblem(root, file, link);
      return problem === undefined ? [] : [`${file}:${lineOf(text, link)} links to ${link}: ${problem}`];
    });
  });
}

/** Where a text's links and pictures lead, those in its HTML too. Other hosts are left out: a check must not need the network. */
export function linksOf(markdown: string): string[] {
  const links: string[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token) => void links.push(...targetsOf(token)));
  return [...new Set(links)].filter((link) => !/^([a-z][a-z\d+.-]*:|\/\/)/i.test(link));
}

function targetsOf(token: Token): string[] {
  if (token.type === "link" || token.type === "image") return [String(token["href"])];
  if (token.type !== "html") return [];
  return [...token.raw.matchAll(/\b(?:href|src|srcset)="([^"\s]+)/g)].map(([, target = ""]) => target);
}

function linkProblem(root: string, file: string, link: string): string | undefined {
  const [path = "", anchor] = decodeURI(link).split("#", 2);
  const target = path === "" ? file : join(dirname(file), path);
  if (!existsSync(join(root, target))) return `there is no ${target}.`;
  if (anchor === undefined || !target.endsWith(".md")) return undefined;
  return anchorsOf(readFileSync(join(root, target), "utf8")).includes(anchor) ? undefined : `${target} has no heading "${anchor}".`;
}

/** The anchors that GitHub gives to headings. */
export function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  return marked.lexer(markdown).flatMap((token) => {
    if (token.type !== "heading") return [];
    const slug = String(token["text"])
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, "")
      .replaceAll(" ", "-");
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return [times === 0 ? slug : `${slug}-${times}`];
  });
}

function lineOf(text: string, link: string): number {
  return text.slice(0, Math.max(text.indexOf(link), 0)).split("\n").length;
}
