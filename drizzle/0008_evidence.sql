CREATE TABLE "evidence" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"cause" text NOT NULL,
	"note" text,
	"sealed_copy" text,
	"moderator_id" uuid NOT NULL,
	"moderator_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"keep_until" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "evidence_site_id_id_pk" PRIMARY KEY("site_id","id"),
	CONSTRAINT "evidence_cause" CHECK ("evidence"."cause" in ('danger-to-life','authority-order','legal-claim')),
	CONSTRAINT "evidence_ended" CHECK (("evidence"."ended_at" is null) = ("evidence"."sealed_copy" is not null))
);
--> statement-breakpoint
CREATE TABLE "evidence_acts" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"evidence_id" uuid NOT NULL,
	"action" text NOT NULL,
	"detail" jsonb NOT NULL,
	"moderator_id" uuid,
	"moderator_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "evidence_acts_site_id_id_pk" PRIMARY KEY("site_id","id"),
	CONSTRAINT "evidence_acts_action" CHECK ("evidence_acts"."action" in ('read','tell','keep','release'))
);
--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence_acts" ADD CONSTRAINT "evidence_acts_site_id_evidence_id_evidence_site_id_id_fk" FOREIGN KEY ("site_id","evidence_id") REFERENCES "public"."evidence"("site_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "evidence_once" ON "evidence" USING btree ("site_id","comment_id","cause","revision") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "evidence_comment" ON "evidence" USING btree ("site_id","comment_id");--> statement-breakpoint
CREATE INDEX "evidence_over" ON "evidence" USING btree ("keep_until") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "evidence_acts_of" ON "evidence_acts" USING btree ("site_id","evidence_id","id");