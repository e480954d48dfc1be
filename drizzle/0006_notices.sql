ALTER TABLE "subscriptions" DROP CONSTRAINT "subscriptions_told";--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "report_id" uuid;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "notice" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "notifier" text;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_site_id_report_id_reports_site_id_id_fk" FOREIGN KEY ("site_id","report_id") REFERENCES "public"."reports"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_told" CHECK ("subscriptions"."told" in ('approved','rejected','open','upheld','dismissed','gone'));