CREATE TABLE "audit_findings" (
	"tenant_id" text NOT NULL,
	"conversation_id" text NOT NULL,
	"kind" text NOT NULL,
	"seq" bigint NOT NULL,
	"detail" text NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	CONSTRAINT "audit_findings_tenant_id_conversation_id_kind_seq_pk" PRIMARY KEY("tenant_id","conversation_id","kind","seq")
);
--> statement-breakpoint
DROP INDEX "flush_ledger_newest";--> statement-breakpoint
ALTER TABLE "flush_ledger" DROP CONSTRAINT "flush_ledger_tenant_id_conversation_id_up_to_seq_after_seq_pk";--> statement-breakpoint
ALTER TABLE "flush_ledger" ADD CONSTRAINT "flush_ledger_pages" PRIMARY KEY("tenant_id","conversation_id","up_to_seq","after_seq","hash");--> statement-breakpoint
ALTER TABLE "conversation_log" ADD COLUMN "row_seq" bigint;--> statement-breakpoint
-- Until now every event lay in the row of the next message.
UPDATE "conversation_log" happened SET "row_seq" = coalesce((
  SELECT min(said.seq) FROM "messages" said
  WHERE said.tenant_id = happened.tenant_id AND said.conversation_id = happened.conversation_id AND said.seq >= happened.seq
), happened.seq);--> statement-breakpoint
ALTER TABLE "conversation_log" ALTER COLUMN "row_seq" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "conversation_log" ADD COLUMN "previous_seq" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "conversation_sync" ADD COLUMN "hash" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "conversation_sync" ADD COLUMN "behind_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversation_sync" ADD COLUMN "audit_due" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "conversation_sync" ADD COLUMN "audited_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "conversation_id" text;--> statement-breakpoint
ALTER TABLE "erasures" ADD COLUMN "user_id" text;--> statement-breakpoint
CREATE INDEX "conversation_log_by_row" ON "conversation_log" USING btree ("tenant_id","conversation_id","row_seq");--> statement-breakpoint
CREATE INDEX "conversation_sync_audit" ON "conversation_sync" USING btree ("audit_due" DESC NULLS FIRST,"audited_at" NULLS FIRST);--> statement-breakpoint
CREATE INDEX "dead_letters_by_conversation" ON "dead_letters" USING btree ("tenant_id","conversation_id");;--> statement-breakpoint
UPDATE "dead_letters" SET "conversation_id" = "body" ->> 'conversation_id' WHERE jsonb_typeof("body" -> 'conversation_id') = 'string';--> statement-breakpoint
-- Until now a message named the one before it by its id, and an answer the one that it replaced.
UPDATE "messages" said SET "previous_seq" = coalesce((
  SELECT max(before.seq) FROM "messages" before
  WHERE before.tenant_id = said.tenant_id AND before.conversation_id = said.conversation_id
    AND before.id = said.previous_message_id AND before.seq < said.seq
), 0) WHERE said.previous_seq = 0 AND said.previous_message_id IS NOT NULL;--> statement-breakpoint
UPDATE "conversations" told SET "standing" = jsonb_build_object(
  'headSeq', coalesce((
    SELECT max(said.seq) FROM "messages" said
    WHERE said.tenant_id = told.tenant_id AND said.conversation_id = told.id AND said.id = told.last_message_id
  ), 0),
  'branches', coalesce((
    SELECT jsonb_object_agg(forks.previous_seq, forks.places) FROM (
      SELECT said.previous_seq, jsonb_agg(said.seq ORDER BY said.seq) AS places FROM "messages" said
      WHERE said.tenant_id = told.tenant_id AND said.conversation_id = told.id
      GROUP BY said.previous_seq HAVING count(*) > 1
    ) forks
  ), '{}'::jsonb)
) WHERE NOT told.standing ? 'headSeq';--> statement-breakpoint
-- The lock that writers of a conversation share and its erasure holds alone. `kind` is conversation or user.
CREATE FUNCTION public.edgewise_erasure_lock(tenant_id text, kind text, id text) RETURNS bigint
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN hashtextextended(jsonb_build_array(kind, tenant_id, id)::text, 0);--> statement-breakpoint
-- Opens a transaction that writes conversations: `[{tenant_id, conversation_id, user_id, started_at}]`. Waits for erasures of theirs that
-- are under way, and keeps new ones waiting. Raises EW410, with the erased ones as its detail, where a conversation, or all of its user's,
-- was erased after it began. VOLATILE, so that what an erasure committed while this waited is seen.
CREATE FUNCTION public.edgewise_refuse_erased(incoming jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  refused jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(locks.key) FROM (
    SELECT DISTINCT public.edgewise_erasure_lock(given.tenant_id, subject.kind, subject.id) AS key
    FROM jsonb_to_recordset(incoming) AS given(tenant_id text, conversation_id text, user_id text)
    CROSS JOIN LATERAL (VALUES ('conversation', given.conversation_id), ('user', given.user_id)) AS subject(kind, id)
    ORDER BY key
  ) locks;
  SELECT jsonb_agg(jsonb_build_object('tenant_id', given.tenant_id, 'conversation_id', given.conversation_id)) INTO refused
  FROM jsonb_to_recordset(incoming) AS given(tenant_id text, conversation_id text, user_id text, started_at timestamptz)
  WHERE EXISTS (
    SELECT 1 FROM public.erasures erased
    WHERE erased.tenant_id = given.tenant_id AND given.started_at <= erased.erased_at
      AND ((erased.kind = 'conversation' AND erased.id = given.conversation_id) OR (erased.kind = 'user' AND erased.id = given.user_id))
  );
  IF refused IS NOT NULL THEN
    RAISE EXCEPTION 'The conversation was erased.' USING ERRCODE = 'EW410', DETAIL = refused::text;
  END IF;
END
$$;
