-- The inbox says who read a delivery and what came of it; forms whose people were erased; how far a back-fill got.
-- Applies on an empty and on a migrated database, on plain PostgreSQL >= 15 and on Supabase.

ALTER TABLE public.webhook_inbox
  -- The adapter that read it, `typeform/2018-01` …; null while nobody could.
  ADD COLUMN IF NOT EXISTS adapter text,
  ADD COLUMN IF NOT EXISTS form_id text,
  ADD COLUMN IF NOT EXISTS token text,
  -- Of a delivery that no adapter knows: a digest of its keys and types, without any content.
  ADD COLUMN IF NOT EXISTS shape text,
  -- What the known fields were read as: a later reading tells by it what a person has changed since.
  ADD COLUMN IF NOT EXISTS reading jsonb,
  ADD COLUMN IF NOT EXISTS read_at timestamptz;

UPDATE public.webhook_inbox SET outcome = 'unread' WHERE outcome = 'malformed';
UPDATE public.webhook_inbox SET outcome = 'partial' WHERE outcome = 'ignored';
ALTER TABLE public.webhook_inbox DROP CONSTRAINT IF EXISTS webhook_inbox_outcomes;
ALTER TABLE public.webhook_inbox ADD CONSTRAINT webhook_inbox_outcomes CHECK (
  outcome IN ('submitted', 'duplicate', 'partial', 'test', 'foreign-form', 'unread', 'discarded', 'erased')
);
-- An erased delivery keeps its row and nothing of the person.
ALTER TABLE public.webhook_inbox DROP CONSTRAINT IF EXISTS webhook_inbox_erased_is_empty;
ALTER TABLE public.webhook_inbox ADD CONSTRAINT webhook_inbox_erased_is_empty CHECK (
  outcome IS DISTINCT FROM 'erased'
  OR (octet_length(body) = 0 AND reading IS NULL AND token IS NULL AND body_digest = 'erased:' || id)
);

CREATE INDEX IF NOT EXISTS webhook_inbox_form_token ON public.webhook_inbox (form_id, token);
CREATE INDEX IF NOT EXISTS webhook_inbox_outcome ON public.webhook_inbox (outcome, id DESC);
CREATE INDEX IF NOT EXISTS webhook_inbox_application ON public.webhook_inbox (application_id);
CREATE INDEX IF NOT EXISTS webhook_inbox_shape ON public.webhook_inbox (shape) WHERE shape IS NOT NULL;

-- Form tokens of people who were erased, as keyed hashes: a delivery that comes again brings nobody back.
CREATE TABLE IF NOT EXISTS public.erased_form_tokens (
  token_hash text PRIMARY KEY CHECK (token_hash ~ '^[0-9a-f]{64}$'),
  erased_at timestamptz NOT NULL
);
SELECT noderr.protect_table('public.erased_form_tokens');
REVOKE UPDATE, DELETE ON public.erased_form_tokens FROM service_role;

-- How far the last back-fill of a form got, from the newest response to the oldest.
CREATE TABLE IF NOT EXISTS public.typeform_backfills (
  form_id text PRIMARY KEY,
  -- Responses before it are left alone; null takes all.
  since timestamptz,
  started_at timestamptz NOT NULL,
  -- Everything newer than the response of this token is dealt with; null at the start.
  before_token text,
  seen integer NOT NULL DEFAULT 0,
  missing integer NOT NULL DEFAULT 0,
  finished_at timestamptz
);
SELECT noderr.protect_table('public.typeform_backfills');
