-- Several nodes per operator, rotation and expiry of secrets, grace periods, changes of an operator's wallet.
-- Applies on an empty and on a migrated database, on plain PostgreSQL >= 15 and on Supabase.

-- An operator runs several nodes under one approval; what bounds them is decided under a lock.
DROP INDEX IF EXISTS public.operator_credentials_one_live_per_application;
CREATE INDEX IF NOT EXISTS operator_credentials_application ON public.operator_credentials (application_id);
CREATE INDEX IF NOT EXISTS operator_credentials_expiry ON public.operator_credentials (expires_at) WHERE NOT revoked;

-- When the wallet signed the last rotation: of two rotations the later one counts, and none counts twice.
ALTER TABLE public.operator_credentials ADD COLUMN IF NOT EXISTS rotation_signed_at timestamptz;

-- Credentials that were claimed before expiry existed live as long as one that is claimed now.
UPDATE public.operator_credentials SET expires_at = now() + interval '365 days'
  WHERE claimed_at IS NOT NULL AND expires_at IS NULL;

-- A newer link ends the older ones: of one credential one link lives.
ALTER TABLE public.credential_claims ADD COLUMN IF NOT EXISTS withdrawn_at timestamptz;
UPDATE public.credential_claims older SET withdrawn_at = now()
  WHERE used_at IS NULL AND withdrawn_at IS NULL AND EXISTS (
    SELECT FROM public.credential_claims newer
    WHERE newer.credential_id = older.credential_id
      AND (newer.used_at IS NOT NULL OR (newer.minted_at, newer.claim_id) > (older.minted_at, older.claim_id))
  );
CREATE UNIQUE INDEX IF NOT EXISTS credential_claims_one_live
  ON public.credential_claims (credential_id) WHERE used_at IS NULL AND withdrawn_at IS NULL;

INSERT INTO public.system_config (key, value) VALUES
  ('credential_days', '365'),
  ('credential_rotation_hours', '24'),
  ('nodes_per_operator', '{"micro": 10, "validator": 10, "guardian": 10, "oracle": 10}'),
  ('wallet_change_notice_days', '7')
ON CONFLICT (key) DO NOTHING;

-- Which reminder of which expiry was written, so that each goes out once.
CREATE TABLE IF NOT EXISTS public.credential_reminders (
  credential_id integer NOT NULL REFERENCES public.operator_credentials ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  days_before integer NOT NULL,
  reminded_at timestamptz NOT NULL,
  PRIMARY KEY (credential_id, expires_at, days_before)
);
SELECT noderr.protect_table('public.credential_reminders');

-- Granted once per wallet and once per person. The person is known by a hash of the e-mail address alone, so that
-- nobody gets a second grace period by having the first application erased.
CREATE TABLE IF NOT EXISTS public.grace_periods (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  application_id integer NOT NULL REFERENCES public.operator_applications ON DELETE RESTRICT,
  wallet_address text NOT NULL CHECK (wallet_address ~ '^0x[0-9a-fA-F]{40}$'),
  person_hash text NOT NULL UNIQUE CHECK (person_hash ~ '^[0-9a-f]{64}$'),
  granted_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  CONSTRAINT a_grace_period_ends CHECK (ends_at > granted_at)
);
CREATE UNIQUE INDEX IF NOT EXISTS grace_periods_wallet ON public.grace_periods (lower(wallet_address));
CREATE INDEX IF NOT EXISTS grace_periods_application ON public.grace_periods (application_id);
SELECT noderr.protect_table('public.grace_periods');

-- A wallet that was lost: two people, the new wallet's signature, and notice in which the old wallet can object.
CREATE TABLE IF NOT EXISTS public.wallet_changes (
  change_id text PRIMARY KEY CHECK (change_id ~ '^0x[0-9a-f]{64}$'),
  application_id integer NOT NULL REFERENCES public.operator_applications ON DELETE RESTRICT,
  former_wallet text NOT NULL CHECK (former_wallet ~ '^0x[0-9a-fA-F]{40}$'),
  new_wallet text NOT NULL CHECK (new_wallet ~ '^0x[0-9a-fA-F]{40}$'),
  reason text NOT NULL CHECK (length(trim(reason)) > 0),
  proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL,
  -- When the new wallet signed that it takes over.
  accepted_at timestamptz,
  confirmed_by text,
  confirmed_at timestamptz,
  -- The end of the notice, which begins when the second person confirms.
  effective_at timestamptz,
  cancelled_by text,
  cancelled_at timestamptz,
  cancel_reason text,
  applied_at timestamptz,
  CONSTRAINT another_wallet CHECK (lower(former_wallet) <> lower(new_wallet)),
  CONSTRAINT two_people CHECK (confirmed_by IS NULL OR confirmed_by <> proposed_by),
  CONSTRAINT a_confirmation_is_whole CHECK (
    (confirmed_by IS NULL) = (confirmed_at IS NULL) AND (confirmed_at IS NULL) = (effective_at IS NULL)
  ),
  CONSTRAINT notice_is_given CHECK (effective_at IS NULL OR effective_at >= confirmed_at + interval '1 day'),
  CONSTRAINT a_cancellation_has_an_author CHECK ((cancelled_at IS NULL) = (cancelled_by IS NULL)),
  CONSTRAINT applied_when_all_agree CHECK (
    applied_at IS NULL
    OR (accepted_at IS NOT NULL AND confirmed_at IS NOT NULL AND cancelled_at IS NULL AND applied_at >= effective_at)
  )
);
CREATE UNIQUE INDEX IF NOT EXISTS wallet_changes_one_open
  ON public.wallet_changes (application_id) WHERE cancelled_at IS NULL AND applied_at IS NULL;
SELECT noderr.protect_table('public.wallet_changes');
