CREATE TABLE "picks" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"article_id" uuid NOT NULL,
	"picked" boolean NOT NULL,
	"moderator_id" uuid NOT NULL,
	"moderator_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "picks_site_id_id_pk" PRIMARY KEY("site_id","id")
);
--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "pick_id" uuid;--> statement-breakpoint
ALTER TABLE "picks" ADD CONSTRAINT "picks_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "picks_log" ON "picks" USING btree ("site_id","created_at","id");--> statement-breakpoint
CREATE INDEX "picks_comment" ON "picks" USING btree ("site_id","comment_id");--> statement-breakpoint
CREATE INDEX "picks_article" ON "picks" USING btree ("site_id","article_id");