-- Our own form, drafts, and people who want to be forgotten.
-- Applies on an empty and on a migrated database, on plain PostgreSQL >= 15 and on Supabase.

-- ── Erasure ─────────────────────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE public.operator_applications
  -- When the personal fields were blanked. Ids, status, digests and dates stay, so that the decision can be explained.
  ADD COLUMN IF NOT EXISTS erased_at timestamptz,
  -- sha256 over public id and wallet, kept for the cooldown after a rejection and no longer.
  ADD COLUMN IF NOT EXISTS erased_wallet_hash text CHECK (erased_wallet_hash ~ '^[0-9a-f]{64}$'),
  -- sha256 over the form's token; outlives the token, so that a replayed delivery brings nothing back.
  ADD COLUMN IF NOT EXISTS typeform_token_hash text CHECK (typeform_token_hash ~ '^[0-9a-f]{64}$');

ALTER TABLE public.operator_applications DROP CONSTRAINT IF EXISTS complete_unless_needing_attention;
ALTER TABLE public.operator_applications ADD CONSTRAINT complete_unless_needing_attention CHECK (
  status IN ('needs_attention', 'rejected', 'withdrawn')
  OR erased_at IS NOT NULL
  OR (email IS NOT NULL AND wallet_address IS NOT NULL AND tier IS NOT NULL)
);
ALTER TABLE public.operator_applications DROP CONSTRAINT IF EXISTS an_erased_one_is_closed_and_blank;
ALTER TABLE public.operator_applications ADD CONSTRAINT an_erased_one_is_closed_and_blank CHECK (
  erased_at IS NULL
  OR (
    status IN ('approved', 'rejected', 'withdrawn')
    AND num_nonnulls(email, name, wallet_address, operating_system, rpc_endpoint, experience, infrastructure,
      motivation, stake_amount, typeform_token, typeform_event_id) = 0
    AND other_answers = '{}'
  )
);

CREATE OR REPLACE FUNCTION noderr.hash_form_token() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.typeform_token IS NOT NULL THEN
    NEW.typeform_token_hash := encode(sha256(convert_to(NEW.typeform_token, 'UTF8')), 'hex');
  END IF;
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER hash_form_token BEFORE INSERT OR UPDATE OF typeform_token
  ON public.operator_applications FOR EACH ROW EXECUTE FUNCTION noderr.hash_form_token();
UPDATE public.operator_applications
  SET typeform_token_hash = encode(sha256(convert_to(typeform_token, 'UTF8')), 'hex')
  WHERE typeform_token IS NOT NULL AND typeform_token_hash IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS operator_applications_form_token_hash
  ON public.operator_applications (typeform_form_id, typeform_token_hash);

-- ── Our own form ────────────────────────────────────────────────────────────────────────────────────────────────

-- A wallet that has signed has one open application; a wallet that was only named reserves nothing.
CREATE UNIQUE INDEX IF NOT EXISTS operator_applications_one_open_per_proven_wallet
  ON public.operator_applications (lower(wallet_address))
  WHERE wallet_proven_at IS NOT NULL AND status IN ('pending', 'needs_attention');
CREATE INDEX IF NOT EXISTS operator_applications_email ON public.operator_applications (email);

-- What a signed-in person has begun to write; one each, gone with the application or after 90 days.
CREATE TABLE IF NOT EXISTS public.application_drafts (
  person text PRIMARY KEY CHECK (length(person) <= 200),
  answers jsonb NOT NULL CHECK (octet_length(answers::text) <= 40000),
  saved_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS application_drafts_saved ON public.application_drafts (saved_at);
SELECT noderr.protect_table('public.application_drafts');

-- Nonces that a wallet has signed over: each is good once. Those that were only handed out are not kept.
CREATE TABLE IF NOT EXISTS public.applicant_nonces (
  nonce text PRIMARY KEY CHECK (nonce ~ '^0x[0-9a-f]{64}$'),
  expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS applicant_nonces_expiry ON public.applicant_nonces (expires_at);
SELECT noderr.protect_table('public.applicant_nonces');

-- One-time links by which a person confirms by mail to be forgotten: only hashes of their tokens.
CREATE TABLE IF NOT EXISTS public.erasure_links (
  token_hash text PRIMARY KEY CHECK (token_hash ~ '^[0-9a-f]{64}$'),
  email text NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS erasure_links_expiry ON public.erasure_links (expires_at);
SELECT noderr.protect_table('public.erasure_links');
