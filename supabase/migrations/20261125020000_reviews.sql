-- Reviews: what reviewers see, ask, note and decide together; policies that change by two people; the audit log's head.
-- Applies on an empty and on a migrated database, on plain PostgreSQL >= 15 and on Supabase.

-- The same mailbox under its many spellings: case, plus-addressing, the dots that Gmail does not read.
CREATE OR REPLACE FUNCTION noderr.email_key(address text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE
    WHEN domain IN ('gmail.com', 'googlemail.com') THEN replace(mailbox, '.', '') || '@gmail.com'
    ELSE mailbox || '@' || domain
  END
  FROM (SELECT
    regexp_replace(regexp_replace(lower(address), '@[^@]*$', ''), '(.)\+.*$', '\1') AS mailbox,
    substring(lower(address) FROM '@([^@]*)$') AS domain) AS parts
$$;

-- The words of a name, however they are joined. Bounded, so that no name is too long for its index.
CREATE OR REPLACE FUNCTION noderr.name_words(name text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('pg_catalog.simple'::regconfig, translate(left(coalesce(name, ''), 1000), '.,-_@/''"', '        '))
$$;

ALTER TABLE public.operator_applications
  ADD COLUMN IF NOT EXISTS rejection_code text CHECK (rejection_code ~ '^[a-z-]{1,40}$'),
  -- An admin's name.
  ADD COLUMN IF NOT EXISTS assigned_to text CHECK (length(assigned_to) BETWEEN 1 AND 100),
  -- Set while the applicant owes an answer; the clock stands meanwhile.
  ADD COLUMN IF NOT EXISTS waiting_since timestamptz,
  -- Where the review's clock started, moved on by the business time that the applicant took for answers. Unless an
  -- insert says otherwise it is submitted_at.
  ADD COLUMN IF NOT EXISTS clock_from timestamptz NOT NULL DEFAULT 'infinity',
  ADD COLUMN IF NOT EXISTS email_key text GENERATED ALWAYS AS (noderr.email_key(email)) STORED,
  ADD COLUMN IF NOT EXISTS sort_name text GENERATED ALWAYS AS (left(lower(coalesce(name, '')), 200)) STORED,
  ADD COLUMN IF NOT EXISTS sort_tier integer GENERATED ALWAYS AS (
    CASE tier WHEN 'micro' THEN 1 WHEN 'validator' THEN 2 WHEN 'guardian' THEN 3 WHEN 'oracle' THEN 4 ELSE 0 END
  ) STORED,
  ADD COLUMN IF NOT EXISTS sort_status integer GENERATED ALWAYS AS (
    CASE status WHEN 'needs_attention' THEN 1 WHEN 'pending' THEN 2 WHEN 'approved' THEN 3 WHEN 'rejected' THEN 4
      ELSE 5 END
  ) STORED;
ALTER TABLE public.operator_applications DROP CONSTRAINT IF EXISTS only_open_applications_wait;
ALTER TABLE public.operator_applications ADD CONSTRAINT only_open_applications_wait
  CHECK (waiting_since IS NULL OR status IN ('pending', 'needs_attention'));

-- Whoever ends an application, by whichever way, waits for no answer any more.
CREATE OR REPLACE FUNCTION noderr.end_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.waiting_since := NULL;
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER end_waiting BEFORE UPDATE ON public.operator_applications
  FOR EACH ROW WHEN (NEW.waiting_since IS NOT NULL AND NEW.status NOT IN ('pending', 'needs_attention'))
  EXECUTE FUNCTION noderr.end_waiting();

CREATE OR REPLACE FUNCTION noderr.start_review_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.clock_from := NEW.submitted_at;
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER start_review_clock BEFORE INSERT ON public.operator_applications
  FOR EACH ROW WHEN (NEW.clock_from = 'infinity') EXECUTE FUNCTION noderr.start_review_clock();

-- Who looks after an application is no part of what is decided: handing it over outdates nobody's reading.
CREATE OR REPLACE TRIGGER count_version BEFORE UPDATE ON public.operator_applications
  FOR EACH ROW WHEN (OLD.assigned_to IS NOT DISTINCT FROM NEW.assigned_to AND OLD.clock_from <> 'infinity')
  EXECUTE FUNCTION noderr.count_version();
UPDATE public.operator_applications SET clock_from = submitted_at WHERE clock_from = 'infinity';

-- One index for each order of the list, with the id that makes the order total, …
CREATE INDEX IF NOT EXISTS operator_applications_by_submitted ON public.operator_applications (submitted_at, id);
CREATE INDEX IF NOT EXISTS operator_applications_by_clock ON public.operator_applications (clock_from, id);
CREATE INDEX IF NOT EXISTS operator_applications_by_name ON public.operator_applications (sort_name, id);
CREATE INDEX IF NOT EXISTS operator_applications_by_tier ON public.operator_applications (sort_tier, id);
CREATE INDEX IF NOT EXISTS operator_applications_by_status ON public.operator_applications (sort_status, id);
-- … two for what reviewers have open all day, …
CREATE INDEX IF NOT EXISTS operator_applications_status_submitted
  ON public.operator_applications (status, submitted_at, id);
CREATE INDEX IF NOT EXISTS operator_applications_status_clock ON public.operator_applications (status, clock_from, id);
CREATE INDEX IF NOT EXISTS operator_applications_open_by_tier ON public.operator_applications (tier, submitted_at, id)
  WHERE status IN ('pending', 'needs_attention');
CREATE INDEX IF NOT EXISTS operator_applications_assigned ON public.operator_applications (assigned_to, id)
  WHERE assigned_to IS NOT NULL;
-- … and one for each thing that is searched or compared.
CREATE INDEX IF NOT EXISTS operator_applications_email_prefix ON public.operator_applications (email text_pattern_ops);
CREATE INDEX IF NOT EXISTS operator_applications_wallet_prefix
  ON public.operator_applications (lower(wallet_address) text_pattern_ops);
CREATE INDEX IF NOT EXISTS operator_applications_name_words
  ON public.operator_applications USING gin (noderr.name_words(name));
CREATE INDEX IF NOT EXISTS operator_applications_email_key ON public.operator_applications (email_key);
CREATE INDEX IF NOT EXISTS operator_credentials_live_by_tier ON public.operator_credentials (tier) WHERE NOT revoked;

-- What was corrected, word for word; persons' data, so it goes when the person is erased.
CREATE TABLE IF NOT EXISTS public.application_corrections (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  application_id integer NOT NULL REFERENCES public.operator_applications ON DELETE CASCADE,
  from_digest text NOT NULL,
  to_digest text NOT NULL,
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  why text NOT NULL,
  corrected_by text NOT NULL,
  corrected_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS application_corrections_application
  ON public.application_corrections (application_id, id);

-- An approval binds the digest: a correction voids it by changing the digest. The key makes approvers distinct.
CREATE TABLE IF NOT EXISTS public.application_approvals (
  application_id integer NOT NULL REFERENCES public.operator_applications ON DELETE CASCADE,
  digest text NOT NULL CHECK (digest ~ '^sha256:[0-9a-f]{64}$'),
  approver text NOT NULL,
  approved_at timestamptz NOT NULL,
  CONSTRAINT application_approvals_distinct PRIMARY KEY (application_id, digest, approver)
);

CREATE TABLE IF NOT EXISTS public.application_questions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  application_id integer NOT NULL REFERENCES public.operator_applications ON DELETE CASCADE,
  question text NOT NULL,
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL,
  answer text,
  answered_by text,
  answered_at timestamptz,
  CONSTRAINT an_answer_is_whole CHECK (
    (answer IS NULL) = (answered_at IS NULL) AND (answered_by IS NULL) = (answered_at IS NULL)
  )
);
CREATE UNIQUE INDEX IF NOT EXISTS application_questions_one_open
  ON public.application_questions (application_id) WHERE answered_at IS NULL;
CREATE INDEX IF NOT EXISTS application_questions_application ON public.application_questions (application_id, id);

CREATE TABLE IF NOT EXISTS public.application_notes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  application_id integer NOT NULL REFERENCES public.operator_applications ON DELETE CASCADE,
  author text NOT NULL,
  note text NOT NULL,
  noted_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS application_notes_application ON public.application_notes (application_id, id);

-- Changes of system_config: proposed by one person, confirmed by another.
CREATE TABLE IF NOT EXISTS public.config_changes (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL REFERENCES public.system_config,
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  why text NOT NULL CHECK (length(trim(why)) > 0),
  proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL,
  -- False where the network has only one person yet.
  needs_second boolean NOT NULL,
  confirmed_by text,
  applied_at timestamptz,
  dropped_by text,
  dropped_at timestamptz,
  CONSTRAINT two_people_change_a_policy CHECK (confirmed_by <> proposed_by),
  CONSTRAINT applied_when_confirmed CHECK (applied_at IS NULL OR NOT needs_second OR confirmed_by IS NOT NULL),
  CONSTRAINT applied_or_dropped CHECK (applied_at IS NULL OR dropped_at IS NULL)
);
CREATE UNIQUE INDEX IF NOT EXISTS config_changes_one_open
  ON public.config_changes (key) WHERE applied_at IS NULL AND dropped_at IS NULL;

INSERT INTO public.system_config (key, value) VALUES
  ('review_business_days', '5'),
  ('two_person_tiers', '["guardian", "oracle"]')
ON CONFLICT (key) DO NOTHING;

-- How long the audit log is and how it ends, kept apart from it: entries that are missing at the end are missed.
CREATE TABLE IF NOT EXISTS public.audit_head (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  entries bigint NOT NULL,
  hash text NOT NULL
);
INSERT INTO public.audit_head (entries, hash)
  SELECT coalesce(max(id), 0), coalesce((SELECT hash FROM public.audit_log ORDER BY id DESC LIMIT 1), repeat('0', 64))
  FROM public.audit_log
ON CONFLICT (single) DO NOTHING;
CREATE INDEX IF NOT EXISTS audit_log_actor ON public.audit_log (actor, id);
CREATE INDEX IF NOT EXISTS audit_log_action ON public.audit_log (action, id);
CREATE INDEX IF NOT EXISTS audit_log_at ON public.audit_log (at, id);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['application_corrections', 'application_approvals', 'application_questions',
    'application_notes', 'config_changes', 'audit_head'] LOOP
    PERFORM noderr.protect_table(format('public.%I', name)::regclass);
  END LOOP;
END
$$;
REVOKE INSERT, DELETE ON public.audit_head FROM service_role;
REVOKE UPDATE, DELETE ON public.application_approvals, public.config_changes FROM service_role;
GRANT UPDATE (confirmed_by, applied_at, dropped_by, dropped_at) ON public.config_changes TO service_role;
