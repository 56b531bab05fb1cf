import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { loadCached, skillKey, userKey } from "../cache/index.ts";
import type { StoredMessage } from "../transcript/index.ts";
import { skills, users } from "../db/schema/index.ts";
import { within } from "../platform/deadline.ts";
import { reasonOf } from "../platform/reason.ts";
import type { ContextPorts } from "./ports.ts";

/** Milliseconds that a reply waits for Postgres; then it goes on without. */
const PATIENCE = 2_000;

const userSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  language: z.string().nullable(),
  metadata: z.record(z.string(), z.json()),
});
const skillSchema = z.object({ id: z.string(), name: z.string(), instructions: z.string() });

/** What a tenant knows of a user. */
export type User = z.infer<typeof userSchema>;
/** A business capability, as a conversation needs it. */
export type Skill = z.infer<typeof skillSchema>;

export interface ContextQuestion {
  tenantId: string;
  userId: string;
  skillId: string | null;
  /**
   * Where the messages are: the live object's own, or a read from Postgres for a released one. A new conversation has none, and
   * leaves it out.
   */
  history?: () => Promise<StoredMessage[]>;
}

export interface Context {
  user: User | null;
  history: StoredMessage[];
  skill: Skill | null;
  /** Postgres, or the cache, says that there is no such skill: a `skill` that is null for another reason could not be read. */
  noSuchSkill?: true;
}

/**
 * All that a reply is made from, loaded at once (contracts.md §3). Never throws: what cannot be read in time is null (the history
 * empty), is logged, and the conversation goes on without it.
 */
export async function loadContext({ tenantId, userId, skillId, history }: ContextQuestion, ports: ContextPorts): Promise<Context> {
  const [user, skill, messages] = await Promise.all([
    orNothing("user", null, () => loadUser(tenantId, userId, ports), ports),
    skillId === null ? undefined : orNothing("skill", undefined, () => loadSkill(tenantId, skillId, ports), ports),
    history ? orNothing("history", [], () => within(PATIENCE, history()), ports) : [],
  ]);
  return { user, history: messages, skill: skill ?? null, ...(skill === null ? { noSuchSkill: true } : {}) };
}

async function orNothing<Value, Nothing>(
  what: string,
  nothing: Nothing,
  load: () => Promise<Value>,
  { log }: ContextPorts,
): Promise<Value | Nothing> {
  try {
    return await load();
  } catch (error) {
    log.warn("context.not_loaded", { what, reason: reasonOf(error) });
    return nothing;
  }
}

function loadUser(tenantId: string, userId: string, { db, cache, settings }: ContextPorts): Promise<User | null> {
  return loadCached(cache, {
    key: userKey(tenantId, userId),
    ttlSeconds: settings.USER_CACHE_SECONDS,
    patienceMs: PATIENCE,
    schema: userSchema,
    async read() {
      const [row] = await db
        .select({ id: users.id, name: users.name, language: users.language, metadata: users.metadata })
        .from(users)
        .where(and(eq(users.tenantId, tenantId), eq(users.id, userId)));
      return row === undefined ? null : userSchema.parse(row);
    },
  });
}

function loadSkill(tenantId: string, skillId: string, { db, cache, settings }: ContextPorts): Promise<Skill | null> {
  return loadCached(cache, {
    key: skillKey(tenantId, skillId),
    ttlSeconds: settings.SKILL_CACHE_SECONDS,
    patienceMs: PATIENCE,
    schema: skillSchema,
    async read() {
      const [row] = await db
        .select({ id: skills.id, name: skills.name, instructions: skills.instructions })
        .from(skills)
        .where(and(eq(skills.tenantId, tenantId), eq(skills.id, skillId)));
      return row ?? null;
    },
  });
}
