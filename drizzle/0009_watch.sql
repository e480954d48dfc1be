ALTER TABLE "bans" ADD COLUMN "effect" text DEFAULT 'refuse' NOT NULL;--> statement-breakpoint
ALTER TABLE "bans" ADD CONSTRAINT "bans_effect" CHECK ("bans"."effect" in ('refuse','hold'));