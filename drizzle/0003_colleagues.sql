CREATE TABLE "notes" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"author_hash" "bytea",
	"text" text NOT NULL,
	"moderator_id" uuid NOT NULL,
	"moderator_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "notes_site_id_id_pk" PRIMARY KEY("site_id","id")
);
--> statement-breakpoint
CREATE TABLE "second_opinions" (
	"site_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"moderator_id" uuid NOT NULL,
	"moderator_name" text NOT NULL,
	"version" integer NOT NULL,
	"note" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "second_opinions_site_id_comment_id_moderator_id_pk" PRIMARY KEY("site_id","comment_id","moderator_id")
);
--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_opinions" ADD CONSTRAINT "second_opinions_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notes_comment" ON "notes" USING btree ("site_id","comment_id");--> statement-breakpoint
CREATE INDEX "notes_author" ON "notes" USING btree ("site_id","author_hash") WHERE author_hash is not null;