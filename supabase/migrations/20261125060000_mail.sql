-- Mails as HTML, and how far each has come on its way. Applies on an empty and on a migrated database, on plain
-- PostgreSQL >= 15 and on Supabase.

ALTER TABLE public.operator_notifications
  -- With the same placeholders as the text; null in mails from before there was HTML.
  ADD COLUMN IF NOT EXISTS body_html text,
  -- How often a mail server was asked to take it, counted before it was asked.
  ADD COLUMN IF NOT EXISTS attempts integer NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS attempted_at timestamptz,
  -- Since when it waits for a mail server to be set up.
  ADD COLUMN IF NOT EXISTS kept_at timestamptz,
  -- Since when nobody tries any more.
  ADD COLUMN IF NOT EXISTS dead_at timestamptz,
  -- When address, subject and bodies were erased with the person.
  ADD COLUMN IF NOT EXISTS erased_at timestamptz;

-- Until now a mail that waited for a mail server said so in its error.
UPDATE public.operator_notifications SET kept_at = queued_at, error_message = NULL
  WHERE error_message = 'kept: SMTP_URL is not set' AND NOT sent_successfully;

ALTER TABLE public.operator_notifications DROP CONSTRAINT IF EXISTS sent_or_dead;
ALTER TABLE public.operator_notifications ADD CONSTRAINT sent_or_dead
  CHECK (NOT (sent_successfully AND dead_at IS NOT NULL));

CREATE INDEX IF NOT EXISTS operator_notifications_dead
  ON public.operator_notifications (id) WHERE dead_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS operator_notifications_type ON public.operator_notifications (notification_type, id);
