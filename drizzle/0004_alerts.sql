CREATE TABLE "alerts" (
	"site_id" uuid PRIMARY KEY NOT NULL,
	"sealed_url" text NOT NULL,
	"host" text NOT NULL,
	"after_minutes" integer NOT NULL,
	"every_minutes" integer NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"tried_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"last_error" text
);
--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;