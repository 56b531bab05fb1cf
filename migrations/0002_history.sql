DROP INDEX "conversation_sync_stale";--> statement-breakpoint
DROP INDEX "conversations_newest";--> statement-breakpoint
DROP INDEX "conversations_by_user";--> statement-breakpoint
DROP INDEX "conversations_metadata";--> statement-breakpoint
DROP INDEX "dead_letters_by_tenant";--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "bot" jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "visited" jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "shown" jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "focus" text;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "last_message_id" text;--> statement-breakpoint
CREATE INDEX "messages_words" ON "messages" USING gin (edgewise_fold("content") gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "conversation_sync_stale" ON "conversation_sync" USING btree ("last_updated_at") WHERE status <> 'LATEST';--> statement-breakpoint
CREATE INDEX "conversations_newest" ON "conversations" USING btree ("tenant_id","started_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "conversations_by_user" ON "conversations" USING btree ("tenant_id","user_id","started_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "conversations_metadata" ON "conversations" USING gin ("metadata" jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "dead_letters_by_tenant" ON "dead_letters" USING btree ("tenant_id","died_at" DESC NULLS FIRST);--> statement-breakpoint
ALTER TABLE "conversation_sync" ADD CONSTRAINT "conversation_sync_status" CHECK (status in ('LATEST', 'SYNCING', 'ERROR'));