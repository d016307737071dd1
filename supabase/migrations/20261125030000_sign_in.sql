-- Who runs the network, and how people sign in.
-- Applies on an empty and on a migrated database, on plain PostgreSQL >= 15 and on Supabase.

-- ── Tables of better-auth ───────────────────────────────────────────────────────────────────────────────────────
-- Under our names; what it asks for is compared with what is here by sign-in/open-auth.test.ts.

CREATE TABLE IF NOT EXISTS public.auth_users (
  id text PRIMARY KEY,
  name text NOT NULL,
  -- Of people who have proven none it ends in .invalid; only a verified one means anything.
  email text NOT NULL UNIQUE,
  email_verified boolean NOT NULL,
  image text,
  created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE IF NOT EXISTS public.auth_sessions (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES public.auth_users (id) ON DELETE CASCADE,
  -- Worth nothing without the signature that the cookie carries beside it.
  token text NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS auth_sessions_user_id_idx ON public.auth_sessions (user_id);
CREATE INDEX IF NOT EXISTS auth_sessions_expires_at ON public.auth_sessions (expires_at);

CREATE TABLE IF NOT EXISTS public.auth_accounts (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES public.auth_users (id) ON DELETE CASCADE,
  account_id text NOT NULL,
  provider_id text NOT NULL,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS auth_accounts_user_id_idx ON public.auth_accounts (user_id);

CREATE TABLE IF NOT EXISTS public.auth_verifications (
  id text PRIMARY KEY,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS auth_verifications_identifier_idx ON public.auth_verifications (identifier);

CREATE TABLE IF NOT EXISTS public.auth_wallets (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES public.auth_users (id) ON DELETE CASCADE,
  address text NOT NULL,
  chain_id integer NOT NULL,
  is_primary boolean NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS auth_wallets_user_id_idx ON public.auth_wallets (user_id);

-- ── Ours ────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE IF NOT EXISTS public.admins (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- As the audit log names whoever decided.
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
  email text CHECK (email = lower(email)),
  wallet_address text,
  role text NOT NULL CHECK (role IN ('viewer', 'reviewer', 'approver', 'support', 'owner')),
  -- Who signs in as this admin, known from the first sign-in on.
  user_id text REFERENCES public.auth_users (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  removed_at timestamptz
);
CREATE UNIQUE INDEX IF NOT EXISTS admins_live_name ON public.admins (name) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS admins_live_email ON public.admins (email) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS admins_live_wallet
  ON public.admins (lower(wallet_address)) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS admins_live_user ON public.admins (user_id) WHERE removed_at IS NULL;

CREATE TABLE IF NOT EXISTS public.auth_passkeys (
  -- The credential's id as the authenticator gave it, base64url.
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES public.auth_users (id) ON DELETE CASCADE,
  name text NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX IF NOT EXISTS auth_passkeys_user ON public.auth_passkeys (user_id);

-- What a passkey was asked to sign; taken out by the answer.
CREATE TABLE IF NOT EXISTS public.auth_challenges (
  challenge_hash text PRIMARY KEY,
  -- Who registers a passkey; null for whoever signs in by one.
  user_id text REFERENCES public.auth_users (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
);

-- How often somebody tried to sign in as one address or wallet, of which only a keyed hash is kept.
CREATE TABLE IF NOT EXISTS public.auth_limits (
  key_hash text PRIMARY KEY,
  uses integer NOT NULL,
  window_ends_at timestamptz NOT NULL
);

-- Sessions of before; nobody's is worth carrying over.
DROP TABLE IF EXISTS public.admin_sessions;

SELECT noderr.protect_table(target::regclass) FROM unnest(ARRAY[
  'public.admins', 'public.auth_users', 'public.auth_sessions', 'public.auth_accounts', 'public.auth_verifications',
  'public.auth_wallets', 'public.auth_passkeys', 'public.auth_challenges', 'public.auth_limits'
]) AS target;
