CREATE TABLE "mail_refusals" (
	"site_id" uuid NOT NULL,
	"address_hash" "bytea" NOT NULL,
	"subscription_id" uuid NOT NULL,
	"refused_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "mail_refusals_site_id_address_hash_pk" PRIMARY KEY("site_id","address_hash")
);
--> statement-breakpoint
ALTER TABLE "mail_refusals" ADD CONSTRAINT "mail_refusals_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mail_refusals_subscription" ON "mail_refusals" USING btree ("site_id","subscription_id");