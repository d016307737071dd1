-- Who runs the network, and how people sign in.
-- Applies on an empty and on a migrated database, on plain PostgreSQL >= 15 and on Supabase.

CREATE TABLE IF NOT EXISTS public.admins (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- As the audit log names whoever decided.
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
  email text CHECK (email = lower(email)),
  wallet_address text,
  role text NOT NULL CHECK (role IN ('viewer', 'reviewer', 'approver', 'support', 'owner')),
  -- The person who signs in as this admin, known from the first sign-in on.
  user_id text,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  removed_at timestamptz
);
CREATE UNIQUE INDEX IF NOT EXISTS admins_live_name ON public.admins (name) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS admins_live_email ON public.admins (email) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS admins_live_wallet
  ON public.admins (lower(wallet_address)) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS admins_live_user ON public.admins (user_id) WHERE removed_at IS NULL;
SELECT noderr.protect_table('public.admins');
