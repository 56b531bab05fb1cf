CREATE TABLE "offerings" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"code" text NOT NULL,
	"type" text NOT NULL,
	"brand" text NOT NULL,
	"name" text NOT NULL,
	"summary" text NOT NULL,
	"price" bigint NOT NULL,
	"stock" integer NOT NULL,
	"popularity" integer DEFAULT 0 NOT NULL,
	"attributes" jsonb NOT NULL,
	"search_text" text GENERATED ALWAYS AS (edgewise_terms(name || ' ' || brand || ' ' || type || ' ' || code || ' ' || summary)) STORED,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('simple', edgewise_terms(name || ' ' || brand || ' ' || code)), 'A') || setweight(to_tsvector('simple', edgewise_terms(type)), 'B') || setweight(to_tsvector('simple', edgewise_terms(summary)), 'C')) STORED,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "offerings_tenant_id_code_pk" PRIMARY KEY("tenant_id","code")
);
--> statement-breakpoint
CREATE TABLE "conversation_log" (
	"tenant_id" text NOT NULL,
	"conversation_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"kind" text NOT NULL,
	"turn_id" text NOT NULL,
	"data" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversation_log_tenant_id_conversation_id_seq_pk" PRIMARY KEY("tenant_id","conversation_id","seq")
);
--> statement-breakpoint
CREATE TABLE "conversation_sync" (
	"tenant_id" text NOT NULL,
	"conversation_id" text NOT NULL,
	"synced_seq" bigint NOT NULL,
	"status" text NOT NULL,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"last_updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversation_sync_tenant_id_conversation_id_pk" PRIMARY KEY("tenant_id","conversation_id")
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"bot_id" text NOT NULL,
	"skill_id" text,
	"state" text NOT NULL,
	"language" text NOT NULL,
	"handler" text NOT NULL,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"last_seq" bigint NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversations_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text,
	"queue" text NOT NULL,
	"body" jsonb NOT NULL,
	"attempts" integer NOT NULL,
	"reason" text,
	"died_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"tenant_id" text NOT NULL,
	"conversation_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"id" text NOT NULL,
	"previous_message_id" text,
	"author_type" text NOT NULL,
	"content" text NOT NULL,
	"parts" jsonb NOT NULL,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"turn_id" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "messages_tenant_id_conversation_id_seq_pk" PRIMARY KEY("tenant_id","conversation_id","seq")
);
--> statement-breakpoint
CREATE TABLE "actions" (
	"tenant_id" text NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"description" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "actions_tenant_id_name_pk" PRIMARY KEY("tenant_id","name")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"key_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_key_hash" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE TABLE "bots" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"instructions" text NOT NULL,
	"greeting_enabled" boolean DEFAULT true NOT NULL,
	"language" text DEFAULT 'vi' NOT NULL,
	"on_busy" text DEFAULT 'queue' NOT NULL,
	"flow" text DEFAULT 'retail' NOT NULL,
	"is_public" boolean DEFAULT false NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bots_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "skills" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"instructions" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "skills_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text,
	"language" text,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bots" ADD CONSTRAINT "bots_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "offerings_price" ON "offerings" USING btree ("tenant_id","type","price");--> statement-breakpoint
CREATE INDEX "offerings_search" ON "offerings" USING gin ("search");--> statement-breakpoint
CREATE INDEX "offerings_trigram" ON "offerings" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "conversation_log_by_kind" ON "conversation_log" USING btree ("tenant_id","kind","at");--> statement-breakpoint
CREATE INDEX "conversation_sync_stale" ON "conversation_sync" USING btree ("status","last_updated_at");--> statement-breakpoint
CREATE INDEX "conversations_newest" ON "conversations" USING btree ("tenant_id","started_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "conversations_by_user" ON "conversations" USING btree ("tenant_id","user_id","started_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "conversations_metadata" ON "conversations" USING gin ("metadata");--> statement-breakpoint
CREATE INDEX "dead_letters_by_tenant" ON "dead_letters" USING btree ("tenant_id","died_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "messages_by_id" ON "messages" USING btree ("tenant_id","conversation_id","id");