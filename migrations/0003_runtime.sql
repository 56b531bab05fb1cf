CREATE TABLE "erasures" (
	"tenant_id" text NOT NULL,
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"receipt" jsonb NOT NULL,
	"erased_at" timestamp with time zone NOT NULL,
	CONSTRAINT "erasures_tenant_id_kind_id_pk" PRIMARY KEY("tenant_id","kind","id")
);
--> statement-breakpoint
CREATE TABLE "flush_ledger" (
	"tenant_id" text NOT NULL,
	"conversation_id" text NOT NULL,
	"after_seq" bigint NOT NULL,
	"up_to_seq" bigint NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	"flushed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "flush_ledger_tenant_id_conversation_id_up_to_seq_after_seq_pk" PRIMARY KEY("tenant_id","conversation_id","up_to_seq","after_seq")
);
--> statement-breakpoint
ALTER TABLE "conversation_log" ALTER COLUMN "turn_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "conversation_log" ADD COLUMN "hash" text;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "standing" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "replayed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "previous_seq" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "turn" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "recording" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "hash" text;--> statement-breakpoint
ALTER TABLE "bots" ADD COLUMN "budget" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "bots" ADD COLUMN "recording" boolean DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX "flush_ledger_newest" ON "flush_ledger" USING btree ("flushed_at");