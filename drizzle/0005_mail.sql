CREATE TABLE "subscriptions" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"address_hash" "bytea" NOT NULL,
	"sealed_address" text,
	"network_hash" "bytea" NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"asks" smallint NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"told" text,
	"replies" uuid[] DEFAULT '{}' NOT NULL,
	"replies_told" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone,
	"round" integer DEFAULT 1 NOT NULL,
	"tries" smallint DEFAULT 0 NOT NULL,
	"sent_on" date,
	"sent" smallint DEFAULT 0 NOT NULL,
	CONSTRAINT "subscriptions_site_id_id_pk" PRIMARY KEY("site_id","id"),
	CONSTRAINT "subscriptions_once" UNIQUE("site_id","comment_id","address_hash"),
	CONSTRAINT "subscriptions_told" CHECK ("subscriptions"."told" in ('approved','rejected'))
);
--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "subscriptions_due" ON "subscriptions" USING btree ("due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "subscriptions_address" ON "subscriptions" USING btree ("site_id","address_hash");--> statement-breakpoint
CREATE INDEX "subscriptions_network" ON "subscriptions" USING btree ("site_id","network_hash") WHERE confirmed_at is null;