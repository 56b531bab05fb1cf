import { and, desc, eq, sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { analyses } from "../../db/schema/index.ts";
import { terms } from "../../language/index.ts";
import type { Localized } from "../../platform/ports.ts";
import { defineTool, type ToolContext, type ToolResult } from "../contract.ts";
import { argument, oneOf, refusal, time } from "../output.ts";
import { ask } from "../say.ts";
import { text } from "../text.ts";
import { word } from "./wording.ts";

const MOST_FOUND = 3;
/** How many titles are offered when nothing fits. */
const MOST_OFFERED = 6;

const inputSchema = z.object({ topic: text(300).optional().describe("What the customer wants an analysis of, in their own words") });

const outputSchema = oneOf(
  z.strictObject({
    analyses: z
      .array(
        z.strictObject({
          id: z.string(),
          title: z.string(),
          summary: z.string(),
          source: z.string(),
          url: z.string().optional(),
          published_at: time,
        }),
      )
      .min(1),
    count: z.number().int(),
  }),
  refusal(["needs_more", "not_found"], { argument: argument.optional(), topics: z.array(z.string()) }),
);

export const getStrategicAnalysisTool = defineTool({
  name: "get_strategic_analysis",
  label: { vi: "Xem phân tích", en: "Read an analysis" },
  description: {
    vi: "Bài phân tích thị trường và đầu tư do chuyên gia viết, luôn nêu nguồn và ngày. Chủ đề chưa có bài thì nói thật với khách.",
    en:
      "Analyses of markets and investments that analysts have written. Say nothing beyond them, and name source and date with whatever you say. " +
      "Where there is nothing on a topic, tell the customer so.",
  },
  industries: ["finance"],
  input: inputSchema,
  output: outputSchema,
  effect: "read",
  timeoutMs: 10_000,
  proposes: ["analyzing"],
  run: find,
});

async function find({ topic }: z.infer<typeof inputSchema>, context: ToolContext): Promise<ToolResult> {
  const { language } = context;
  const asked = [...new Set(terms(topic ?? ""))].filter((term) => !emptyWords.has(term));
  // All of the words anywhere; otherwise half of them where an analysis says what it is about.
  const found = asked.length === 0 ? [] : ((await read(context, allOf(asked))) ?? (await read(context, mostOf(asked))) ?? []);
  if (found.length > 0) {
    const told = found.map(({ id, title, summary, source, url, publishedAt }) => ({
      id,
      title: title[language],
      summary: summary[language],
      source,
      ...(url === null ? {} : { url }),
      published_at: publishedAt.toISOString(),
    }));
    return { output: { analyses: told, count: told.length }, newState: "analyzing" };
  }
  const titles = ((await read(context, undefined, MOST_OFFERED)) ?? []).map(({ title }) => title[language]);
  if (asked.length === 0) return ask("needs_more", word("which_topic", language), { argument: "topic", topics: titles });
  const names = titles.map((title) => `“${title}”`).join(", ") || "–";
  return ask("not_found", word("nothing_on_topic", language, { given: topic ?? "", names }), { topics: titles });
}

/** Words that every question for an analysis has, folded. */
const emptyWords = new Set(
  (
    "phan tich danh gia nhan dinh chien luoc xu huong thi truong dau tu nen co khong gi ve cho toi em anh chi minh xem the nao hien nay gio nay hom va hay la bay gio tu van giup gia tuan thang nam quy cuoi dau du bao sap toi " +
    "analysis analyse analyze strategy strategic outlook market markets invest investing investment should i we in of on the a an is it now about for me what how do you think to price prices forecast next this week month year"
  ).split(" "),
);

/** What is sought, and by what the best comes first. */
interface Sought {
  where: SQL;
  rank: SQL;
}

function allOf(asked: readonly string[]): Sought {
  const every = queryOf(asked.map(quoted).join(" & "));
  return { where: sql`${analyses.search} @@ ${every}`, rank: every };
}

function mostOf(asked: readonly string[]): Sought {
  const inTopic = asked.map((term) => `${quoted(term)}:A`);
  const met = inTopic.map((term) => sql`(${analyses.search} @@ ${queryOf(term)})::int`);
  return { where: sql`${sql.join(met, sql` + `)} >= ${Math.ceil(asked.length / 2)}::int`, rank: queryOf(inTopic.join(" | ")) };
}

/** Terms are letters and digits alone, so that each may stand in quotes. */
const quoted = (term: string): string => `'${term}'`;
const queryOf = (text: string): SQL => sql`to_tsquery('simple', ${text})`;

interface Analysis {
  id: string;
  title: Localized;
  summary: Localized;
  source: string;
  url: string | null;
  publishedAt: Date;
}

/** What is sought, the best and newest first; null for nothing. Where nothing is sought, the newest. */
async function read({ db, tenantId }: ToolContext, sought?: Sought, most = MOST_FOUND): Promise<Analysis[] | null> {
  const { id, title, summary, source, url, publishedAt, search } = analyses;
  const rank = sought ? [sql`ts_rank(${search}, ${sought.rank}) desc`] : [];
  const rows = await db
    .select({ id, title, summary, source, url, publishedAt })
    .from(analyses)
    .where(and(eq(analyses.tenantId, tenantId), sought?.where))
    .orderBy(...rank, desc(publishedAt), id)
    .limit(most);
  return rows.length === 0 ? null : rows;
}
