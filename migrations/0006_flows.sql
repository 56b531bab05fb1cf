CREATE TABLE "flow_releases" (
	"tenant_id" text NOT NULL,
	"name" text NOT NULL,
	"revision" integer NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"version" integer NOT NULL,
	"by" text,
	"note" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "flow_releases_tenant_id_name_revision_pk" PRIMARY KEY("tenant_id","name","revision"),
	CONSTRAINT "flow_releases_kind" CHECK (kind in ('published', 'rolled_back'))
);
--> statement-breakpoint
CREATE TABLE "flow_versions" (
	"tenant_id" text NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"journey" json NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "flow_versions_tenant_id_name_version_pk" PRIMARY KEY("tenant_id","name","version")
);
--> statement-breakpoint
CREATE TABLE "flows" (
	"tenant_id" text NOT NULL,
	"name" text NOT NULL,
	"draft" json,
	"revision" integer NOT NULL,
	"published_version" integer,
	"last_version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "flows_tenant_id_name_pk" PRIMARY KEY("tenant_id","name")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "flow_releases_by_id" ON "flow_releases" USING btree ("tenant_id","id");