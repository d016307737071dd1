-- Applications come from more than one place, and from more than one form; a person may hold more than one wallet.
-- Applies on an empty and on a migrated database, on plain PostgreSQL >= 15 and on Supabase.

ALTER TABLE public.operator_applications
  ADD COLUMN IF NOT EXISTS source text NOT NULL DEFAULT 'typeform'
    CHECK (source IN ('typeform', 'manual', 'apply')),
  -- Why an admin entered it by hand.
  ADD COLUMN IF NOT EXISTS source_reason text,
  -- When the wallet signed for itself; null for a wallet that was only named.
  ADD COLUMN IF NOT EXISTS wallet_proven_at timestamptz,
  -- Counts the changes of the row: who decides on a version that is gone is refused.
  ADD COLUMN IF NOT EXISTS version integer NOT NULL DEFAULT 1;

ALTER TABLE public.operator_applications DROP CONSTRAINT IF EXISTS a_manual_entry_has_a_reason;
ALTER TABLE public.operator_applications ADD CONSTRAINT a_manual_entry_has_a_reason
  CHECK (source <> 'manual' OR length(trim(source_reason)) > 0);

-- A token is one application for ever, within its form.
ALTER TABLE public.operator_applications DROP CONSTRAINT IF EXISTS operator_applications_typeform_token_key;
CREATE UNIQUE INDEX IF NOT EXISTS operator_applications_form_token
  ON public.operator_applications (typeform_form_id, typeform_token);

-- The same address behind two wallets is a signal to the reviewer and no longer forbidden.
DROP INDEX IF EXISTS public.operator_applications_approved_email;

CREATE OR REPLACE FUNCTION noderr.count_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER count_version BEFORE UPDATE ON public.operator_applications
  FOR EACH ROW EXECUTE FUNCTION noderr.count_version();
