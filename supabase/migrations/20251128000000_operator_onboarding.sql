-- Onboarding: applications, credentials, nodes, telemetry, mail, audit, admin sessions, configuration.
-- Applies on an empty and on a migrated database, on plain PostgreSQL >= 15 and on Supabase.
-- Schema public: row level security enabled and forced on every table; every policy names its role.

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', name);
    END IF;
    -- Requests run with SET ROLE; a superuser needs no membership, other owners do.
    IF NOT pg_has_role(current_user, name, 'MEMBER') THEN
      EXECUTE format('GRANT %I TO %I', name, current_user);
    END IF;
  END LOOP;
END
$$;

CREATE SCHEMA IF NOT EXISTS noderr;
GRANT USAGE ON SCHEMA noderr, public TO anon, authenticated, service_role;

-- Who asks, from the verified JWT that the gateway sets. app_metadata is written by the server only; user_metadata,
-- which a user can edit, is never read.
CREATE OR REPLACE FUNCTION noderr.jwt_wallet() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT lower(nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'wallet_address')
$$;
CREATE OR REPLACE FUNCTION noderr.jwt_email() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN claims -> 'app_metadata' -> 'email_verified' = 'true'::jsonb THEN lower(claims ->> 'email') END
  FROM (SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb) AS request (claims)
$$;

-- Protects a table of schema public and gives service_role everything on it. Every migration that makes a table
-- calls it once; so does the maker of partitions.
CREATE OR REPLACE FUNCTION noderr.protect_table(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('REVOKE ALL ON %s FROM anon, authenticated', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO service_role', target);
  EXECUTE format('DROP POLICY IF EXISTS service_role_all ON %s', target);
  EXECUTE format('CREATE POLICY service_role_all ON %s TO service_role USING (true) WITH CHECK (true)', target);
END
$$;
REVOKE ALL ON FUNCTION noderr.protect_table(regclass) FROM PUBLIC;

-- A rule that history cannot be rewritten, whoever asks.
CREATE OR REPLACE FUNCTION noderr.refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

-- ── Applications ────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE IF NOT EXISTS public.operator_applications (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  email text CHECK (email = lower(email)),
  name text,
  wallet_address text CHECK (wallet_address ~ '^0x[0-9a-fA-F]{40}$'),
  tier text CHECK (tier IN ('micro', 'validator', 'guardian', 'oracle')),
  operating_system text,
  rpc_endpoint text,
  experience text,
  infrastructure text,
  motivation text,
  stake_amount text,
  -- Answers whose field is not in the map, as they came.
  other_answers jsonb NOT NULL DEFAULT '{}',
  -- What an admin has to look at; empty unless the status is needs_attention.
  attention text[] NOT NULL DEFAULT '{}',
  submitted_at timestamptz NOT NULL,
  typeform_form_id text,
  typeform_token text UNIQUE,
  typeform_event_id text,
  status text NOT NULL CHECK (status IN ('pending', 'needs_attention', 'approved', 'rejected', 'withdrawn')),
  -- sha256 over what the decision is about; an approval binds it.
  digest text NOT NULL CHECK (digest ~ '^sha256:[0-9a-f]{64}$'),
  approved_digest text,
  reviewed_by text,
  reviewed_at timestamptz,
  rejection_reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT complete_unless_needing_attention CHECK (
    status IN ('needs_attention', 'rejected', 'withdrawn')
    OR (email IS NOT NULL AND wallet_address IS NOT NULL AND tier IS NOT NULL)
  ),
  CONSTRAINT a_decision_has_a_reviewer CHECK (
    status NOT IN ('approved', 'rejected') OR (reviewed_by IS NOT NULL AND reviewed_at IS NOT NULL)
  ),
  CONSTRAINT a_rejection_has_a_reason CHECK (status <> 'rejected' OR length(trim(rejection_reason)) > 0),
  CONSTRAINT an_approval_binds_the_digest CHECK (status <> 'approved' OR approved_digest = digest)
);
-- An unproven wallet or address reserves nothing: only an approval does.
CREATE UNIQUE INDEX IF NOT EXISTS operator_applications_approved_wallet
  ON public.operator_applications (lower(wallet_address)) WHERE status = 'approved';
CREATE UNIQUE INDEX IF NOT EXISTS operator_applications_approved_email
  ON public.operator_applications (email) WHERE status = 'approved';
CREATE INDEX IF NOT EXISTS operator_applications_status ON public.operator_applications (status, submitted_at DESC);
CREATE INDEX IF NOT EXISTS operator_applications_wallet ON public.operator_applications (lower(wallet_address));
CREATE INDEX IF NOT EXISTS operator_applications_submitted ON public.operator_applications (submitted_at DESC);

CREATE TABLE IF NOT EXISTS public.operator_application_history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  application_id integer NOT NULL REFERENCES public.operator_applications ON DELETE CASCADE,
  from_status text,
  to_status text NOT NULL,
  digest text NOT NULL,
  reviewed_by text,
  reason text,
  changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS operator_application_history_application
  ON public.operator_application_history (application_id, id);

CREATE OR REPLACE FUNCTION noderr.record_application_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  previous text := CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status = NEW.status AND OLD.digest = NEW.digest THEN
    RETURN NULL;
  END IF;
  INSERT INTO public.operator_application_history
    (application_id, from_status, to_status, digest, reviewed_by, reason)
    VALUES (NEW.id, previous, NEW.status, NEW.digest, NEW.reviewed_by, NEW.rejection_reason);
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER record_history AFTER INSERT OR UPDATE ON public.operator_applications
  FOR EACH ROW EXECUTE FUNCTION noderr.record_application_history();

-- Verified deliveries, byte for byte, before anyone parses them.
CREATE TABLE IF NOT EXISTS public.webhook_inbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source text NOT NULL,
  body_digest text NOT NULL UNIQUE,
  body bytea NOT NULL,
  received_at timestamptz NOT NULL,
  outcome text,
  application_id integer REFERENCES public.operator_applications ON DELETE SET NULL
);

-- Deliveries that nobody vouches for; bounded by their writer.
CREATE TABLE IF NOT EXISTS public.webhook_quarantine (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source text NOT NULL,
  reason text NOT NULL,
  body bytea NOT NULL CHECK (octet_length(body) <= 65536),
  body_length integer NOT NULL,
  received_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS webhook_quarantine_received ON public.webhook_quarantine (received_at);

-- ── Credentials ─────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE IF NOT EXISTS public.operator_credentials (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  application_id integer NOT NULL REFERENCES public.operator_applications ON DELETE RESTRICT,
  operator_address text NOT NULL CHECK (operator_address ~ '^0x[0-9a-fA-F]{40}$'),
  node_id text NOT NULL UNIQUE CHECK (node_id ~ '^0x[0-9a-f]{64}$'),
  api_key text NOT NULL UNIQUE CHECK (api_key ~ '^noderr_[0-9a-f]{32}$'),
  -- Keyed hash; null until the operator has claimed the secret.
  api_secret_hash text CHECK (api_secret_hash ~ '^[0-9a-f]{64}$'),
  -- The secret before the last rotation, good for its grace period.
  previous_api_secret_hash text CHECK (previous_api_secret_hash ~ '^[0-9a-f]{64}$'),
  previous_secret_expires_at timestamptz,
  tier text NOT NULL CHECK (tier IN ('micro', 'validator', 'guardian', 'oracle')),
  issued_at timestamptz NOT NULL DEFAULT now(),
  claimed_at timestamptz,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked boolean NOT NULL DEFAULT false,
  revoked_at timestamptz,
  revoked_reason text,
  CONSTRAINT a_revocation_has_a_reason CHECK (
    NOT revoked OR (revoked_at IS NOT NULL AND length(trim(revoked_reason)) > 0)
  ),
  CONSTRAINT a_claim_sets_the_secret CHECK ((claimed_at IS NULL) = (api_secret_hash IS NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS operator_credentials_one_live_per_application
  ON public.operator_credentials (application_id) WHERE NOT revoked;
CREATE INDEX IF NOT EXISTS operator_credentials_operator ON public.operator_credentials (lower(operator_address));

-- One-time claim links: only hashes of their tokens.
CREATE TABLE IF NOT EXISTS public.credential_claims (
  claim_id text PRIMARY KEY CHECK (claim_id ~ '^0x[0-9a-f]{64}$'),
  credential_id integer NOT NULL REFERENCES public.operator_credentials ON DELETE CASCADE,
  token_hash text NOT NULL UNIQUE,
  minted_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX IF NOT EXISTS credential_claims_credential ON public.credential_claims (credential_id);

CREATE TABLE IF NOT EXISTS public.operator_downloads (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  credential_id integer NOT NULL REFERENCES public.operator_credentials ON DELETE CASCADE,
  operator_address text NOT NULL,
  node_id text NOT NULL,
  download_type text NOT NULL CHECK (download_type IN ('config', 'installer', 'docker-compose', 'software')),
  download_url text NOT NULL,
  downloaded_at timestamptz NOT NULL DEFAULT now(),
  -- A network, not a host: /24 or /48.
  ip_address cidr CHECK (masklen(ip_address) <= CASE family(ip_address) WHEN 4 THEN 24 ELSE 48 END),
  user_agent text
);
CREATE INDEX IF NOT EXISTS operator_downloads_credential ON public.operator_downloads (credential_id, downloaded_at DESC);

-- ── Mail ────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE IF NOT EXISTS public.operator_notifications (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  application_id integer REFERENCES public.operator_applications ON DELETE SET NULL,
  operator_email text NOT NULL,
  notification_type text NOT NULL,
  subject text NOT NULL,
  -- With {{placeholders}}: what is secret is filled in while the mail is being sent and never stored.
  body text NOT NULL,
  -- What the placeholders are for; ids only.
  reference jsonb NOT NULL DEFAULT '{}',
  queued_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  sent_successfully boolean NOT NULL DEFAULT false,
  error_message text,
  CONSTRAINT sent_when_successful CHECK (NOT sent_successfully OR sent_at IS NOT NULL)
);
CREATE INDEX IF NOT EXISTS operator_notifications_unsent
  ON public.operator_notifications (id) WHERE NOT sent_successfully;
CREATE INDEX IF NOT EXISTS operator_notifications_application ON public.operator_notifications (application_id);

-- ── Nodes ───────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE IF NOT EXISTS public.nodes (
  node_id text PRIMARY KEY CHECK (node_id ~ '^0x[0-9a-f]{64}$'),
  credential_id integer NOT NULL UNIQUE REFERENCES public.operator_credentials ON DELETE RESTRICT,
  operator_address text NOT NULL CHECK (operator_address ~ '^0x[0-9a-fA-F]{40}$'),
  tier text NOT NULL CHECK (tier IN ('micro', 'validator', 'guardian', 'oracle')),
  enrolled_at timestamptz NOT NULL,
  lease_epoch bigint NOT NULL DEFAULT 0,
  lease_instance text,
  high_water_sequence bigint NOT NULL DEFAULT 0,
  -- Market milliseconds.
  high_water_close_time bigint NOT NULL DEFAULT 0,
  last_heartbeat_at timestamptz,
  heartbeat jsonb
);
CREATE INDEX IF NOT EXISTS nodes_operator ON public.nodes (lower(operator_address));

-- The hot keys of a node with the delegation that each rests on.
CREATE TABLE IF NOT EXISTS public.node_keys (
  key_id text PRIMARY KEY CHECK (key_id ~ '^0x[0-9a-fA-F]{40}$'),
  node_id text NOT NULL REFERENCES public.nodes ON DELETE CASCADE,
  delegation jsonb NOT NULL,
  delegation_signature text NOT NULL,
  delegation_hash text NOT NULL UNIQUE,
  not_before timestamptz NOT NULL,
  not_after timestamptz NOT NULL,
  enrolled_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CONSTRAINT a_delegation_ends CHECK (not_after > not_before)
);
CREATE UNIQUE INDEX IF NOT EXISTS node_keys_one_live_per_node ON public.node_keys (node_id) WHERE revoked_at IS NULL;

CREATE TABLE IF NOT EXISTS public.node_sessions (
  token_hash text PRIMARY KEY,
  node_id text NOT NULL REFERENCES public.nodes ON DELETE CASCADE,
  key_id text NOT NULL REFERENCES public.node_keys ON DELETE CASCADE,
  lease_epoch bigint NOT NULL,
  opened_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  closed_at timestamptz
);
CREATE INDEX IF NOT EXISTS node_sessions_node ON public.node_sessions (node_id);
CREATE INDEX IF NOT EXISTS node_sessions_expiry ON public.node_sessions (expires_at);

-- What a node has signed once may not be shown again.
CREATE TABLE IF NOT EXISTS public.node_nonces (
  node_id text NOT NULL,
  nonce text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (node_id, nonce)
);
CREATE INDEX IF NOT EXISTS node_nonces_expiry ON public.node_nonces (expires_at);

-- ── Models ──────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE IF NOT EXISTS public.model_versions (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model_id text NOT NULL CHECK (model_id ~ '^[a-z0-9-]{1,128}$'),
  version text NOT NULL CHECK (version ~ '^[0-9]+\.[0-9]+\.[0-9]+'),
  tier text NOT NULL CHECK (tier IN ('micro', 'validator', 'guardian', 'oracle')),
  channel text NOT NULL DEFAULT 'stable',
  url text NOT NULL,
  checksum text NOT NULL CHECK (checksum ~ '^sha256:[0-9a-f]{64}$'),
  deployed_at timestamptz NOT NULL DEFAULT now(),
  active boolean NOT NULL DEFAULT true,
  manifest jsonb NOT NULL DEFAULT '{}',
  downloads bigint NOT NULL DEFAULT 0,
  UNIQUE (model_id, version, tier)
);
CREATE UNIQUE INDEX IF NOT EXISTS model_versions_one_active
  ON public.model_versions (model_id, tier, channel) WHERE active;
CREATE INDEX IF NOT EXISTS idx_model_versions_active ON public.model_versions (model_id, tier, active);

-- ── Telemetry ───────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE IF NOT EXISTS public.node_telemetry (
  id bigint GENERATED ALWAYS AS IDENTITY,
  node_id text NOT NULL,
  sequence bigint NOT NULL,
  timestamp timestamptz NOT NULL,
  input_hash text,
  prediction jsonb NOT NULL DEFAULT '{}',
  latency double precision NOT NULL CHECK (latency >= 0),
  model_version text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);
CREATE INDEX IF NOT EXISTS idx_telemetry_node ON public.node_telemetry (node_id, timestamp DESC);
CREATE INDEX IF NOT EXISTS idx_telemetry_timestamp ON public.node_telemetry (timestamp DESC);
CREATE TABLE IF NOT EXISTS public.node_telemetry_default PARTITION OF public.node_telemetry DEFAULT;

-- A partitioned table can hold no unique (node_id, sequence) without its time; this table decides who was first.
CREATE TABLE IF NOT EXISTS public.node_telemetry_sequences (
  node_id text NOT NULL,
  sequence bigint NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (node_id, sequence)
);
CREATE INDEX IF NOT EXISTS node_telemetry_sequences_received ON public.node_telemetry_sequences (received_at);

-- Makes the partition of the ISO week of a day and of the weeks after it. Rows that came before their partition stay
-- in the default one, whose week is then left there.
CREATE OR REPLACE FUNCTION noderr.ensure_telemetry_partitions(first_day date, weeks integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  week date := date_trunc('week', first_day)::date;
  name text;
  made integer := 0;
BEGIN
  FOR offset_weeks IN 0 .. least(weeks, 60) - 1 LOOP
    name := 'node_telemetry_' || to_char(week + 7 * offset_weeks, 'IYYY"w"IW');
    CONTINUE WHEN to_regclass('public.' || name) IS NOT NULL;
    CONTINUE WHEN EXISTS (
      SELECT FROM public.node_telemetry_default
      WHERE timestamp >= week + 7 * offset_weeks AND timestamp < week + 7 * (offset_weeks + 1)
    );
    EXECUTE format(
      'CREATE TABLE public.%I PARTITION OF public.node_telemetry FOR VALUES FROM (%L) TO (%L)',
      name, (week + 7 * offset_weeks) || ' 00:00:00+00', (week + 7 * (offset_weeks + 1)) || ' 00:00:00+00'
    );
    PERFORM noderr.protect_table(('public.' || quote_ident(name))::regclass);
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;
REVOKE ALL ON FUNCTION noderr.ensure_telemetry_partitions(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION noderr.ensure_telemetry_partitions(date, integer) TO service_role;

CREATE TABLE IF NOT EXISTS public.node_metrics (
  node_id text PRIMARY KEY,
  predictions bigint NOT NULL DEFAULT 0,
  abstentions bigint NOT NULL DEFAULT 0,
  scored bigint NOT NULL DEFAULT 0,
  -- Fractions 0..1; null before the first scored round.
  accuracy double precision CHECK (accuracy BETWEEN 0 AND 1),
  score double precision,
  latency_p50_ms double precision,
  latency_p99_ms double precision,
  uptime double precision CHECK (uptime BETWEEN 0 AND 1),
  last_seen_at timestamptz,
  release text,
  software_version text,
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- ── Running the place ───────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE IF NOT EXISTS public.system_config (
  key text PRIMARY KEY,
  value jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text NOT NULL DEFAULT 'migration'
);
INSERT INTO public.system_config (key, value) VALUES
  ('max_validators', '1000'),
  ('max_guardians', '100'),
  ('max_oracles', '50'),
  ('grace_period_days', '30'),
  ('reapply_cooldown_days', '90'),
  ('claim_link_days', '7'),
  ('download_retention_days', '90'),
  ('telemetry_retention_days', '90'),
  ('stake_nodr', '{"micro": 0, "validator": 25000, "guardian": 50000, "oracle": 150000}'),
  ('epoch_hours', '24'),
  ('operator_pool_cap_bps', '500'),
  ('revenue_beta_bps', '4000'),
  ('consensus_least_operators', '3')
ON CONFLICT (key) DO NOTHING;

CREATE TABLE IF NOT EXISTS public.audit_log (
  -- Counted by the writer under a lock: identity columns leave gaps, and a gap must mean a missing entry.
  id bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  details jsonb NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL UNIQUE
);
CREATE INDEX IF NOT EXISTS audit_log_subject ON public.audit_log (subject, id);
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON public.audit_log
  FOR EACH ROW EXECUTE FUNCTION noderr.refuse_rewrite();
CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON public.audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION noderr.refuse_rewrite();

CREATE TABLE IF NOT EXISTS public.admin_login_links (
  token_hash text PRIMARY KEY,
  admin text NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'reviewer', 'approver', 'support', 'owner')),
  minted_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE TABLE IF NOT EXISTS public.admin_sessions (
  token_hash text PRIMARY KEY,
  admin text NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'reviewer', 'approver', 'support', 'owner')),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);

-- Jobs are added inside the transaction that justifies them. The queue's tables belong to their owner alone, so
-- service_role reaches them through this one door.
CREATE OR REPLACE FUNCTION noderr.enqueue(
  task text, payload json, job_key text DEFAULT NULL, run_at timestamptz DEFAULT NULL, max_attempts integer DEFAULT NULL
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(
    identifier => task, payload => payload, job_key => enqueue.job_key,
    run_at => enqueue.run_at, max_attempts => enqueue.max_attempts
  );
END
$$;
REVOKE ALL ON FUNCTION noderr.enqueue(text, json, text, timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION noderr.enqueue(text, json, text, timestamptz, integer) TO service_role;

-- ── Row level security ──────────────────────────────────────────────────────────────────────────────────────────

DO $$
DECLARE
  target regclass;
BEGIN
  FOR target IN
    SELECT c.oid::regclass FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND c.relname IN (
        'operator_applications', 'operator_application_history', 'webhook_inbox', 'webhook_quarantine',
        'operator_credentials', 'credential_claims', 'operator_downloads', 'operator_notifications',
        'nodes', 'node_keys', 'node_sessions', 'node_nonces', 'model_versions',
        'node_telemetry', 'node_telemetry_default', 'node_telemetry_sequences', 'node_metrics',
        'system_config', 'audit_log', 'admin_login_links', 'admin_sessions'
      )
  LOOP
    PERFORM noderr.protect_table(target);
  END LOOP;
END
$$;
REVOKE UPDATE, DELETE ON public.audit_log FROM service_role;

GRANT SELECT (id, model_id, version, tier, url, checksum, deployed_at, active)
  ON public.model_versions TO anon, authenticated;
DROP POLICY IF EXISTS public_reads_active ON public.model_versions;
CREATE POLICY public_reads_active ON public.model_versions FOR SELECT TO anon, authenticated USING (active);

GRANT SELECT (id, public_id, email, name, wallet_address, tier, submitted_at, status, rejection_reason, created_at)
  ON public.operator_applications TO authenticated;
DROP POLICY IF EXISTS own_applications ON public.operator_applications;
CREATE POLICY own_applications ON public.operator_applications FOR SELECT TO authenticated
  USING (lower(wallet_address) = noderr.jwt_wallet() OR email = noderr.jwt_email());

GRANT SELECT (id, application_id, operator_address, node_id, api_key, tier, issued_at, claimed_at, expires_at,
  last_used_at, revoked, revoked_at, revoked_reason) ON public.operator_credentials TO authenticated;
DROP POLICY IF EXISTS own_credentials ON public.operator_credentials;
CREATE POLICY own_credentials ON public.operator_credentials FOR SELECT TO authenticated
  USING (lower(operator_address) = noderr.jwt_wallet());

GRANT SELECT ON public.operator_downloads TO authenticated;
DROP POLICY IF EXISTS own_downloads ON public.operator_downloads;
CREATE POLICY own_downloads ON public.operator_downloads FOR SELECT TO authenticated
  USING (lower(operator_address) = noderr.jwt_wallet());

GRANT SELECT (node_id, operator_address, tier, enrolled_at, last_heartbeat_at) ON public.nodes TO authenticated;
DROP POLICY IF EXISTS own_nodes ON public.nodes;
CREATE POLICY own_nodes ON public.nodes FOR SELECT TO authenticated
  USING (lower(operator_address) = noderr.jwt_wallet());

-- Telemetry names no wallet; the node's row, readable by its operator alone, says whose it is.
GRANT SELECT ON public.node_telemetry TO authenticated;
DROP POLICY IF EXISTS own_telemetry ON public.node_telemetry;
CREATE POLICY own_telemetry ON public.node_telemetry FOR SELECT TO authenticated
  USING (node_id IN (SELECT n.node_id FROM public.nodes n WHERE lower(n.operator_address) = noderr.jwt_wallet()));

GRANT SELECT ON public.node_metrics TO authenticated;
DROP POLICY IF EXISTS own_metrics ON public.node_metrics;
CREATE POLICY own_metrics ON public.node_metrics FOR SELECT TO authenticated
  USING (node_id IN (SELECT n.node_id FROM public.nodes n WHERE lower(n.operator_address) = noderr.jwt_wallet()));
