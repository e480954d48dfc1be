CREATE TABLE "waiting_checks" (
	"site_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"sealed_sender" text,
	"due_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "waiting_checks_site_id_comment_id_pk" PRIMARY KEY("site_id","comment_id")
);
--> statement-breakpoint
ALTER TABLE "waiting_checks" ADD CONSTRAINT "waiting_checks_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "waiting_checks_due" ON "waiting_checks" USING btree ("due_at");