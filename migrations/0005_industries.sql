CREATE TABLE "analyses" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"topic" text NOT NULL,
	"title" jsonb NOT NULL,
	"summary" jsonb NOT NULL,
	"source" text NOT NULL,
	"url" text,
	"published_at" timestamp with time zone NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('simple', edgewise_terms(topic || ' ' || (title->>'vi') || ' ' || (title->>'en'))), 'A') || setweight(to_tsvector('simple', edgewise_terms((summary->>'vi') || ' ' || (summary->>'en'))), 'C')) STORED,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "analyses_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "market_quotes" (
	"tenant_id" text NOT NULL,
	"symbol" text NOT NULL,
	"quoted_at" timestamp with time zone NOT NULL,
	"buy" double precision,
	"price" double precision NOT NULL,
	CONSTRAINT "market_quotes_tenant_id_symbol_quoted_at_pk" PRIMARY KEY("tenant_id","symbol","quoted_at")
);
--> statement-breakpoint
CREATE TABLE "market_symbols" (
	"tenant_id" text NOT NULL,
	"symbol" text NOT NULL,
	"kind" text NOT NULL,
	"name" jsonb NOT NULL,
	"unit" jsonb NOT NULL,
	"aliases" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"source" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "market_symbols_tenant_id_symbol_pk" PRIMARY KEY("tenant_id","symbol")
);
--> statement-breakpoint
CREATE TABLE "placement_questions" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"tests" jsonb NOT NULL,
	"level" text NOT NULL,
	"position" integer NOT NULL,
	"prompt" text NOT NULL,
	"choices" jsonb NOT NULL,
	"answer" integer NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "placement_questions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "tool_constants" (
	"tenant_id" text NOT NULL,
	"tool" text NOT NULL,
	"constants" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tool_constants_tenant_id_tool_pk" PRIMARY KEY("tenant_id","tool")
);
--> statement-breakpoint
ALTER TABLE "offerings" ADD COLUMN "industry" text DEFAULT 'retail' NOT NULL;--> statement-breakpoint
CREATE INDEX "analyses_search" ON "analyses" USING gin ("search");