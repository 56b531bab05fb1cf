ALTER TABLE "actions" ALTER COLUMN "description" SET DATA TYPE jsonb USING jsonb_build_object('vi', "description", 'en', "description");--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "label" jsonb;--> statement-breakpoint
UPDATE "actions" SET "label" = jsonb_build_object('vi', "name", 'en', "name");--> statement-breakpoint
ALTER TABLE "actions" ALTER COLUMN "label" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "payload" jsonb;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "idempotent" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "secret" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "previous_secret" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "rotated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;
