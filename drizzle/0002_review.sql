CREATE TABLE "appeals" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"rejected_version" integer NOT NULL,
	"against_id" uuid,
	"note" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"outcome" text,
	"decision_id" uuid,
	CONSTRAINT "appeals_site_id_id_pk" PRIMARY KEY("site_id","id"),
	CONSTRAINT "appeals_once" UNIQUE("site_id","comment_id","rejected_version"),
	CONSTRAINT "appeals_outcome" CHECK ("appeals"."outcome" in ('granted','refused'))
);
--> statement-breakpoint
DROP INDEX "comments_reported";--> statement-breakpoint
DROP INDEX "comments_queue";--> statement-breakpoint
DROP INDEX "comments_queue_priority";--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "comments_email" ON "comments" USING btree ("site_id","email_hash") WHERE email_hash is not null;--> statement-breakpoint
CREATE INDEX "comments_queue" ON "comments" USING btree ("site_id","created_at","id") WHERE status = 'pending' or (status = 'approved' and report_count > 0) or (audit and status in ('approved', 'rejected'));--> statement-breakpoint
CREATE INDEX "comments_queue_priority" ON "comments" USING btree ("site_id",(-report_count),(-risk),"created_at","id") WHERE status = 'pending' or (status = 'approved' and report_count > 0) or (audit and status in ('approved', 'rejected'));