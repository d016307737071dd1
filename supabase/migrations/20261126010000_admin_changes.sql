-- Who may approve is decided by two people, too: proposed by one admin, confirmed by another.
-- Applies on an empty and on a migrated database, on plain PostgreSQL >= 15 and on Supabase.

CREATE TABLE IF NOT EXISTS public.admin_changes (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  admin text NOT NULL CHECK (admin ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
  -- Null: no admin yet.
  before text CHECK (before IN ('viewer', 'reviewer', 'approver', 'support', 'owner')),
  -- Null: an admin no more.
  after text CHECK (after IN ('viewer', 'reviewer', 'approver', 'support', 'owner')),
  -- Of somebody who is to be added.
  email text CHECK (email = lower(email)),
  wallet_address text,
  proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL,
  confirmed_by text,
  applied_at timestamptz,
  dropped_by text,
  dropped_at timestamptz,
  CONSTRAINT changes_an_admin CHECK (before IS DISTINCT FROM after),
  CONSTRAINT two_people_change_an_admin CHECK (confirmed_by <> proposed_by),
  CONSTRAINT admin_change_applied_when_confirmed CHECK ((applied_at IS NULL) = (confirmed_by IS NULL)),
  CONSTRAINT admin_change_applied_or_dropped CHECK (applied_at IS NULL OR dropped_at IS NULL)
);
CREATE UNIQUE INDEX IF NOT EXISTS admin_changes_one_open
  ON public.admin_changes (admin) WHERE applied_at IS NULL AND dropped_at IS NULL;

SELECT noderr.protect_table('public.admin_changes');
REVOKE UPDATE, DELETE ON public.admin_changes FROM service_role;
GRANT UPDATE (confirmed_by, applied_at, dropped_by, dropped_at) ON public.admin_changes TO service_role;

-- Cannot sign in or act while the removal waits for its second person, and counts as an approver until then.
ALTER TABLE public.admins ADD COLUMN IF NOT EXISTS suspended_at timestamptz;
