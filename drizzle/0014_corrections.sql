ALTER TABLE "waiting_checks" ALTER COLUMN "due_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "waiting_checks" ADD COLUMN "akismet_said" text;--> statement-breakpoint
ALTER TABLE "waiting_checks" ADD COLUMN "akismet_told" text;