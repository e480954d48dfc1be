CREATE TABLE "secrets" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "site_secrets" (
	"site_id" uuid NOT NULL,
	"name" text NOT NULL,
	"sealed" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "site_secrets_site_id_name_pk" PRIMARY KEY("site_id","name")
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"hash" "bytea",
	"issuer" text,
	"subject" text,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"site_ids" uuid[],
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"session_epoch" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "tokens_hash_unique" UNIQUE("hash"),
	CONSTRAINT "tokens_subject" UNIQUE("issuer","subject"),
	CONSTRAINT "tokens_role" CHECK ("tokens"."role" in ('moderator','admin')),
	CONSTRAINT "tokens_holder" CHECK (("tokens"."hash" is null) = ("tokens"."subject" is not null and "tokens"."issuer" is not null))
);
--> statement-breakpoint
CREATE TABLE "bans" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"match" text NOT NULL,
	"label" text NOT NULL,
	"note" text,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"lifted_at" timestamp (3) with time zone,
	CONSTRAINT "bans_site_id_id_pk" PRIMARY KEY("site_id","id"),
	CONSTRAINT "bans_kind" CHECK ("bans"."kind" in ('email','network','name','domain','author'))
);
--> statement-breakpoint
CREATE TABLE "rates" (
	"site_id" uuid NOT NULL,
	"bucket" "bytea" NOT NULL,
	"minute" bigint NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "rates_site_id_bucket_minute_pk" PRIMARY KEY("site_id","bucket","minute")
);
--> statement-breakpoint
CREATE TABLE "repeat_keys" (
	"site_id" uuid NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"body_digest" "bytea" NOT NULL,
	"comment_id" uuid NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "repeat_keys_site_id_key_hash_pk" PRIMARY KEY("site_id","key_hash")
);
--> statement-breakpoint
CREATE TABLE "sightings" (
	"site_id" uuid NOT NULL,
	"band" bigint NOT NULL,
	"comment_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sightings_site_id_band_comment_id_pk" PRIMARY KEY("site_id","band","comment_id")
);
--> statement-breakpoint
CREATE TABLE "spent_tokens" (
	"site_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "spent_tokens_site_id_token_hash_pk" PRIMARY KEY("site_id","token_hash")
);
--> statement-breakpoint
CREATE TABLE "comments" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"article_id" uuid NOT NULL,
	"parent_id" uuid,
	"shown_under_id" uuid,
	"depth" smallint NOT NULL,
	"status" text NOT NULL,
	"visible" boolean NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"reason" text,
	"name" text NOT NULL,
	"text" text NOT NULL,
	"html" text NOT NULL,
	"email" text,
	"website" text,
	"badge" text,
	"color" text,
	"verified" boolean DEFAULT false NOT NULL,
	"author_hash" "bytea" NOT NULL,
	"network_hash" "bytea" NOT NULL,
	"email_hash" "bytea",
	"likes" integer DEFAULT 0 NOT NULL,
	"reply_count" integer DEFAULT 0 NOT NULL,
	"report_count" integer DEFAULT 0 NOT NULL,
	"report_weight" real DEFAULT 0 NOT NULL,
	"risk" real NOT NULL,
	"spam_risk" real,
	"abuse_risk" real,
	"audit" boolean DEFAULT false NOT NULL,
	"appealed" boolean DEFAULT false NOT NULL,
	"source" text DEFAULT 'reader' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"decided_at" timestamp (3) with time zone,
	"erased_at" timestamp (3) with time zone,
	CONSTRAINT "comments_site_id_id_pk" PRIMARY KEY("site_id","id"),
	CONSTRAINT "comments_status" CHECK ("comments"."status" in ('pending','approved','rejected','withdrawn')),
	CONSTRAINT "comments_visible" CHECK (not "comments"."visible" or "comments"."status" = 'approved'),
	CONSTRAINT "comments_likes" CHECK ("comments"."likes" >= 0),
	CONSTRAINT "comments_replies" CHECK ("comments"."reply_count" >= 0),
	CONSTRAINT "comments_parent" CHECK ("comments"."parent_id" <> "comments"."id")
);
--> statement-breakpoint
CREATE TABLE "imported" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"parent_id" uuid,
	"article_id" uuid NOT NULL,
	"approved" boolean NOT NULL,
	CONSTRAINT "imported_site_id_id_pk" PRIMARY KEY("site_id","id")
);
--> statement-breakpoint
CREATE TABLE "revisions" (
	"site_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"text" text NOT NULL,
	"replaced_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "revisions_site_id_comment_id_revision_pk" PRIMARY KEY("site_id","comment_id","revision")
);
--> statement-breakpoint
CREATE TABLE "verdicts" (
	"site_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"id" uuid NOT NULL,
	"action" text NOT NULL,
	"probability" real,
	"because" text[] NOT NULL,
	"reason" text,
	"signals" jsonb NOT NULL,
	"thresholds" jsonb,
	"explanation" jsonb,
	"policy_version" integer NOT NULL,
	"model_version" integer,
	"audit" boolean DEFAULT false NOT NULL,
	"audit_rate" real,
	"context" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "verdicts_site_id_comment_id_revision_pk" PRIMARY KEY("site_id","comment_id","revision"),
	CONSTRAINT "verdicts_action" CHECK ("verdicts"."action" in ('approve','hold','reject'))
);
--> statement-breakpoint
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
CREATE TABLE "claims" (
	"site_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"moderator_id" uuid NOT NULL,
	"moderator_name" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "claims_site_id_comment_id_pk" PRIMARY KEY("site_id","comment_id")
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"action" text NOT NULL,
	"reason" text,
	"note" text,
	"moderator_id" uuid NOT NULL,
	"moderator_name" text NOT NULL,
	"from_status" text NOT NULL,
	"from_reason" text,
	"to_status" text NOT NULL,
	"version" integer NOT NULL,
	"revision" integer NOT NULL,
	"undoes" uuid,
	"audit_rate" real,
	"bulk_id" uuid,
	"statement" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "decisions_site_id_id_pk" PRIMARY KEY("site_id","id"),
	CONSTRAINT "decisions_undone_once" UNIQUE("site_id","undoes"),
	CONSTRAINT "decisions_action" CHECK ("decisions"."action" in ('approve','reject','undo'))
);
--> statement-breakpoint
CREATE TABLE "bulk_items" (
	"site_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "bulk_items_site_id_job_id_comment_id_pk" PRIMARY KEY("site_id","job_id","comment_id")
);
--> statement-breakpoint
CREATE TABLE "bulk_jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_ids" uuid[] NOT NULL,
	"action" text NOT NULL,
	"match" jsonb NOT NULL,
	"reason" text,
	"note" text,
	"state" text NOT NULL,
	"total" integer NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"moderator_id" uuid NOT NULL,
	"moderator_name" text NOT NULL,
	"moderator_role" text NOT NULL,
	"undoes" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "bulk_jobs_undone_once" UNIQUE("undoes"),
	CONSTRAINT "bulk_jobs_action" CHECK ("bulk_jobs"."action" in ('approve','reject','undo')),
	CONSTRAINT "bulk_jobs_state" CHECK ("bulk_jobs"."state" in ('waiting','running','done','stopped','failed'))
);
--> statement-breakpoint
CREATE TABLE "queue_samples" (
	"site_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"depth" integer NOT NULL,
	"reported" integer NOT NULL,
	"oldest_seconds" integer NOT NULL,
	CONSTRAINT "queue_samples_site_id_at_pk" PRIMARY KEY("site_id","at")
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"owner_name" text NOT NULL,
	"site_ids" uuid[],
	"name" text NOT NULL,
	"query" jsonb NOT NULL,
	"shared" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "statement_texts" (
	"site_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"locale" text NOT NULL,
	"clause" text NOT NULL,
	"updated_by" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "statement_texts_site_id_reason_locale_pk" PRIMARY KEY("site_id","reason","locale")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"site_id" uuid NOT NULL,
	"webhook_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"article_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"data" jsonb NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"last_status" smallint,
	"last_error" text,
	"last_at" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone,
	CONSTRAINT "deliveries_site_id_webhook_id_event_id_pk" PRIMARY KEY("site_id","webhook_id","event_id"),
	CONSTRAINT "deliveries_state" CHECK ("deliveries"."state" in ('waiting','delivered','parked'))
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"type" text NOT NULL,
	"article_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"relayed_at" timestamp (3) with time zone,
	CONSTRAINT "outbox_site_id_id_pk" PRIMARY KEY("site_id","id")
);
--> statement-breakpoint
CREATE TABLE "purges" (
	"site_id" uuid NOT NULL,
	"tag" text NOT NULL,
	"round" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "purges_site_id_tag_pk" PRIMARY KEY("site_id","tag")
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"url" text NOT NULL,
	"events" text[],
	"sends_text" boolean DEFAULT false NOT NULL,
	"sealed_secret" text NOT NULL,
	"former_sealed_secret" text,
	"former_secret_ends_at" timestamp (3) with time zone,
	"disabled_at" timestamp (3) with time zone,
	"disabled_because" text,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhooks_site_id_id_pk" PRIMARY KEY("site_id","id"),
	CONSTRAINT "webhooks_disabled" CHECK ("webhooks"."disabled_because" in ('gone','admin'))
);
--> statement-breakpoint
CREATE TABLE "likes" (
	"site_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"reader_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "likes_site_id_comment_id_reader_hash_pk" PRIMARY KEY("site_id","comment_id","reader_hash")
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"note" text,
	"reporter_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"outcome" text,
	CONSTRAINT "reports_site_id_id_pk" PRIMARY KEY("site_id","id"),
	CONSTRAINT "reports_once" UNIQUE("site_id","comment_id","reporter_hash")
);
--> statement-breakpoint
CREATE TABLE "articles" (
	"site_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"key" text NOT NULL,
	"url" text,
	"title" text,
	"section" text,
	"open" boolean DEFAULT true NOT NULL,
	"comment_count" integer DEFAULT 0 NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_comment_at" timestamp (3) with time zone,
	CONSTRAINT "articles_site_id_id_pk" PRIMARY KEY("site_id","id"),
	CONSTRAINT "articles_key" UNIQUE("site_id","key"),
	CONSTRAINT "articles_count" CHECK ("articles"."comment_count" >= 0)
);
--> statement-breakpoint
CREATE TABLE "models" (
	"site_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"feature_set" integer NOT NULL,
	"lessons" integer NOT NULL,
	"through" timestamp (3) with time zone NOT NULL,
	"trial" jsonb,
	"is_accepted" boolean NOT NULL,
	"state" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "models_site_id_version_pk" PRIMARY KEY("site_id","version")
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"site_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"policy" jsonb NOT NULL,
	"note" text,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "policies_site_id_version_pk" PRIMARY KEY("site_id","version")
);
--> statement-breakpoint
CREATE TABLE "sites" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"origins" text[] NOT NULL,
	"policy_version" integer DEFAULT 1 NOT NULL,
	"model_version" integer,
	"model_pinned" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sites_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
ALTER TABLE "site_secrets" ADD CONSTRAINT "site_secrets_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bans" ADD CONSTRAINT "bans_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_site_id_article_id_articles_site_id_id_fk" FOREIGN KEY ("site_id","article_id") REFERENCES "public"."articles"("site_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_site_id_parent_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","parent_id") REFERENCES "public"."comments"("site_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imported" ADD CONSTRAINT "imported_site_id_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revisions" ADD CONSTRAINT "revisions_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_samples" ADD CONSTRAINT "queue_samples_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_texts" ADD CONSTRAINT "statement_texts_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_site_id_webhook_id_webhooks_site_id_id_fk" FOREIGN KEY ("site_id","webhook_id") REFERENCES "public"."webhooks"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purges" ADD CONSTRAINT "purges_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "likes" ADD CONSTRAINT "likes_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_site_id_comment_id_comments_site_id_id_fk" FOREIGN KEY ("site_id","comment_id") REFERENCES "public"."comments"("site_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "articles" ADD CONSTRAINT "articles_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "models" ADD CONSTRAINT "models_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bans_match" ON "bans" USING btree ("site_id","match") WHERE lifted_at is null;--> statement-breakpoint
CREATE INDEX "rates_minute" ON "rates" USING btree ("minute");--> statement-breakpoint
CREATE INDEX "repeat_keys_age" ON "repeat_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "sightings_age" ON "sightings" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "spent_tokens_expiry" ON "spent_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "comments_thread" ON "comments" USING btree ("site_id","article_id","created_at","id") WHERE visible and shown_under_id is null;--> statement-breakpoint
CREATE INDEX "comments_thread_top" ON "comments" USING btree ("site_id","article_id","likes","created_at","id") WHERE visible and shown_under_id is null;--> statement-breakpoint
CREATE INDEX "comments_replies_shown" ON "comments" USING btree ("site_id","shown_under_id","created_at","id") WHERE visible and shown_under_id is not null;--> statement-breakpoint
CREATE INDEX "comments_children" ON "comments" USING btree ("site_id","parent_id") WHERE parent_id is not null;--> statement-breakpoint
CREATE INDEX "comments_decided" ON "comments" USING btree ("site_id","article_id","decided_at","id") WHERE decided_at is not null;--> statement-breakpoint
CREATE INDEX "comments_decided_answers" ON "comments" USING btree ("site_id","parent_id","decided_at","id") WHERE decided_at is not null and parent_id is not null;--> statement-breakpoint
CREATE INDEX "comments_article" ON "comments" USING btree ("site_id","article_id","created_at","id");--> statement-breakpoint
CREATE INDEX "comments_queue" ON "comments" USING btree ("site_id","created_at","id") WHERE status = 'pending' or (status = 'approved' and report_count > 0) or (audit and status in ('approved', 'rejected'));--> statement-breakpoint
CREATE INDEX "comments_queue_priority" ON "comments" USING btree ("site_id",(-report_weight),(not appealed),(-risk),"created_at","id") WHERE status = 'pending' or (status = 'approved' and report_count > 0) or (audit and status in ('approved', 'rejected'));--> statement-breakpoint
CREATE INDEX "comments_author" ON "comments" USING btree ("site_id","author_hash","created_at");--> statement-breakpoint
CREATE INDEX "comments_network" ON "comments" USING btree ("site_id","network_hash","created_at");--> statement-breakpoint
CREATE INDEX "comments_email" ON "comments" USING btree ("site_id","email_hash") WHERE email_hash is not null;--> statement-breakpoint
CREATE INDEX "imported_parent" ON "imported" USING btree ("site_id","parent_id");--> statement-breakpoint
CREATE INDEX "verdicts_log" ON "verdicts" USING btree ("site_id","created_at","id");--> statement-breakpoint
CREATE INDEX "claims_moderator" ON "claims" USING btree ("site_id","moderator_id");--> statement-breakpoint
CREATE INDEX "decisions_comment" ON "decisions" USING btree ("site_id","comment_id","created_at");--> statement-breakpoint
CREATE INDEX "decisions_log" ON "decisions" USING btree ("site_id","created_at","id");--> statement-breakpoint
CREATE INDEX "decisions_bulk" ON "decisions" USING btree ("site_id","bulk_id","id") WHERE bulk_id is not null;--> statement-breakpoint
CREATE INDEX "bulk_items_job" ON "bulk_items" USING btree ("job_id","site_id","comment_id");--> statement-breakpoint
CREATE INDEX "bulk_jobs_newest" ON "bulk_jobs" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "saved_views_name" ON "saved_views" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "deliveries_state_list" ON "deliveries" USING btree ("site_id","webhook_id","state","event_id");--> statement-breakpoint
CREATE INDEX "deliveries_age" ON "deliveries" USING btree ("last_at");--> statement-breakpoint
CREATE INDEX "outbox_article" ON "outbox" USING btree ("site_id","article_id","id");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("id") WHERE relayed_at is null;--> statement-breakpoint
CREATE INDEX "purges_age" ON "purges" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "reports_reporter" ON "reports" USING btree ("site_id","reporter_hash");