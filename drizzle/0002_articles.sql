CREATE TABLE "article_changes" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"article_id" uuid NOT NULL,
	"action" text NOT NULL,
	"moderator_id" uuid NOT NULL,
	"moderator_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "article_changes_site_id_id_pk" PRIMARY KEY("site_id","id"),
	CONSTRAINT "article_changes_action" CHECK ("article_changes"."action" in ('close','reopen','premoderate','unpremoderate'))
);
--> statement-breakpoint
ALTER TABLE "deliveries" ALTER COLUMN "comment_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ALTER COLUMN "comment_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "premoderated" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "change_id" uuid;--> statement-breakpoint
ALTER TABLE "article_changes" ADD CONSTRAINT "article_changes_site_id_article_id_articles_site_id_id_fk" FOREIGN KEY ("site_id","article_id") REFERENCES "public"."articles"("site_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "article_changes_log" ON "article_changes" USING btree ("site_id","created_at","id");--> statement-breakpoint
CREATE INDEX "articles_restricted" ON "articles" USING btree ("site_id",coalesce(change_id, id)) WHERE not open or premoderated;