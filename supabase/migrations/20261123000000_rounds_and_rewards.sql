-- The market as the network saw it, what it promised about each round, what nodes said, what came of it, who is paid.
-- Market times are bigint milliseconds of the market clock; hashes and ids are 0x and lower-case hex.

CREATE TABLE IF NOT EXISTS public.candles (
  symbol text NOT NULL,
  interval_ms bigint NOT NULL CHECK (interval_ms > 0),
  open_time bigint NOT NULL CHECK (open_time >= 0),
  close_time bigint NOT NULL,
  open double precision NOT NULL,
  high double precision NOT NULL,
  low double precision NOT NULL CHECK (low > 0),
  close double precision NOT NULL,
  volume double precision NOT NULL CHECK (volume >= 0),
  source text NOT NULL,
  PRIMARY KEY (symbol, interval_ms, open_time),
  CHECK (close_time = open_time + interval_ms),
  CHECK (low <= least(open, close) AND high >= greatest(open, close))
);

-- The hash-chained log out of which receipts come (PROTOCOL §6). One head, locked by whoever appends.
CREATE TABLE IF NOT EXISTS public.network_log (
  index bigint PRIMARY KEY CHECK (index >= 0),
  kind text NOT NULL,
  hash text NOT NULL CHECK (hash ~ '^0x[0-9a-f]{64}$'),
  head text NOT NULL CHECK (head ~ '^0x[0-9a-f]{64}$'),
  recorded_at bigint NOT NULL
);

CREATE TABLE IF NOT EXISTS public.network_log_head (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  head text NOT NULL CHECK (head ~ '^0x[0-9a-f]{64}$'),
  size bigint NOT NULL CHECK (size >= 0),
  recorded_at bigint NOT NULL
);
INSERT INTO public.network_log_head (head, size, recorded_at) VALUES ('0x' || repeat('00', 32), 0, 0)
ON CONFLICT DO NOTHING;

CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON public.network_log
  FOR EACH ROW EXECUTE FUNCTION noderr.refuse_rewrite();
CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON public.network_log
  FOR EACH STATEMENT EXECUTE FUNCTION noderr.refuse_rewrite();

CREATE TABLE IF NOT EXISTS public.rounds (
  round_id text PRIMARY KEY CHECK (round_id ~ '^0x[0-9a-f]{64}$'),
  kind text NOT NULL CHECK (kind IN ('direction', 'regime')),
  lane text NOT NULL CHECK (lane IN ('network', 'own')),
  symbol text NOT NULL,
  interval_ms bigint NOT NULL,
  horizon_ms bigint NOT NULL,
  close_time bigint NOT NULL,
  opens_at bigint NOT NULL,
  submit_by bigint NOT NULL CHECK (submit_by > opens_at),
  settles_at bigint NOT NULL CHECK (settles_at > submit_by),
  manifest jsonb NOT NULL,
  signature text NOT NULL CHECK (signature ~ '^0x[0-9a-f]{130}$'),
  -- Marks a round whose outcome is known or that is void, so that what is due is found by an index.
  settled boolean NOT NULL DEFAULT false,
  UNIQUE (kind, lane, symbol, interval_ms, horizon_ms, close_time)
);
CREATE INDEX IF NOT EXISTS idx_rounds_due ON public.rounds (settles_at) WHERE NOT settled;
CREATE INDEX IF NOT EXISTS idx_rounds_opens_at ON public.rounds (opens_at);

CREATE TABLE IF NOT EXISTS public.round_assignments (
  round_id text NOT NULL REFERENCES public.rounds,
  node_id text NOT NULL,
  PRIMARY KEY (round_id, node_id)
);
CREATE INDEX IF NOT EXISTS idx_round_assignments_node ON public.round_assignments (node_id);

CREATE TABLE IF NOT EXISTS public.prediction_batches (
  batch_digest text PRIMARY KEY CHECK (batch_digest ~ '^0x[0-9a-f]{64}$'),
  node_id text NOT NULL,
  key_id text NOT NULL,
  lease_epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  root text NOT NULL,
  count integer NOT NULL,
  issued_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  signature text NOT NULL,
  received_at bigint NOT NULL,
  -- The answer as it was given: the same batch again gets the same receipt.
  receipt jsonb NOT NULL,
  results jsonb NOT NULL,
  UNIQUE (node_id, sequence)
);

CREATE TABLE IF NOT EXISTS public.predictions (
  leaf text PRIMARY KEY CHECK (leaf ~ '^0x[0-9a-f]{64}$'),
  round_id text NOT NULL REFERENCES public.rounds,
  node_id text NOT NULL,
  operator text NOT NULL,
  tier text NOT NULL CHECK (tier IN ('micro', 'validator', 'guardian', 'oracle')),
  batch_digest text NOT NULL REFERENCES public.prediction_batches,
  log_index bigint NOT NULL UNIQUE REFERENCES public.network_log,
  received_at bigint NOT NULL,
  status text NOT NULL CHECK (status IN ('accepted', 'late')),
  -- Another signed digest came for the same round: the round scores 0 for the node and leaves the crowd.
  equivocated boolean NOT NULL DEFAULT false,
  key_id text NOT NULL,
  p0 integer NOT NULL CHECK (p0 BETWEEN 0 AND 9998),
  p1 integer NOT NULL CHECK (p1 BETWEEN 0 AND 9998),
  p2 integer NOT NULL CHECK (p2 BETWEEN 0 AND 9998),
  abstain_code integer NOT NULL CHECK (abstain_code BETWEEN 0 AND 65535),
  model_digest text NOT NULL,
  profile text NOT NULL CHECK (profile IN ('exact', 'native')),
  feature_digest text NOT NULL,
  input_hash text NOT NULL,
  salt text NOT NULL,
  UNIQUE (round_id, node_id),
  CHECK (p0 + p1 + p2 = CASE WHEN abstain_code = 0 THEN 10000 ELSE 0 END)
);
CREATE INDEX IF NOT EXISTS idx_predictions_node ON public.predictions (node_id, received_at DESC);

-- Two signed digests for one round. Each row convicts by itself: batch, signature and predictions as they came.
CREATE TABLE IF NOT EXISTS public.equivocation_evidence (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  node_id text NOT NULL,
  round_id text NOT NULL,
  kept_leaf text NOT NULL,
  other_leaf text NOT NULL,
  batch_digest text NOT NULL,
  evidence jsonb NOT NULL,
  recorded_at bigint NOT NULL,
  UNIQUE (node_id, round_id, kept_leaf, other_leaf)
);

CREATE TABLE IF NOT EXISTS public.outcomes (
  round_id text PRIMARY KEY REFERENCES public.rounds,
  -- Null when the round is void; then void_reason says why.
  class integer CHECK (class BETWEEN 0 AND 2),
  value_e9 bigint,
  previous_class integer CHECK (previous_class BETWEEN 0 AND 2),
  void_reason text,
  log_index bigint NOT NULL UNIQUE REFERENCES public.network_log,
  scored_at bigint NOT NULL,
  CHECK ((class IS NULL) = (void_reason IS NOT NULL)),
  CHECK ((class IS NULL) = (value_e9 IS NULL))
);

CREATE TABLE IF NOT EXISTS public.prediction_scores (
  round_id text NOT NULL REFERENCES public.outcomes,
  node_id text NOT NULL,
  standing text NOT NULL CHECK (standing IN ('scored', 'late', 'abstained', 'equivocated')),
  -- Null where there was no opinion to score; an equivocation scores 0.
  score integer CHECK (score BETWEEN 0 AND 200000000),
  base_rate_score integer,
  persistence_score integer,
  crowd_score integer,
  twice_skill integer,
  PRIMARY KEY (round_id, node_id),
  CHECK ((score IS NULL) = (standing IN ('late', 'abstained')))
);
CREATE INDEX IF NOT EXISTS idx_prediction_scores_node ON public.prediction_scores (node_id);

CREATE TABLE IF NOT EXISTS public.reward_epochs (
  epoch integer PRIMARY KEY CHECK (epoch >= 0),
  from_ms bigint NOT NULL,
  to_ms bigint NOT NULL CHECK (to_ms > from_ms),
  rounds integer NOT NULL,
  pool_wei numeric(78, 0) NOT NULL CHECK (pool_wei >= 0),
  total_wei numeric(78, 0) NOT NULL CHECK (total_wei BETWEEN 0 AND pool_wei),
  rollover_wei numeric(78, 0) NOT NULL,
  root text CHECK (root ~ '^0x[0-9a-f]{64}$'),
  CHECK (rollover_wei = pool_wei - total_wei),
  CHECK ((root IS NULL) = (total_wei = 0))
);

CREATE TABLE IF NOT EXISTS public.reward_statements (
  epoch integer NOT NULL REFERENCES public.reward_epochs,
  node_id text NOT NULL,
  operator text NOT NULL,
  tier text NOT NULL,
  assigned_rounds integer NOT NULL,
  on_time_rounds integer NOT NULL CHECK (on_time_rounds <= assigned_rounds),
  -- How the epoch enters the node's history, basis points.
  score_bps integer NOT NULL CHECK (score_bps BETWEEN 0 AND 10000),
  raw_wei numeric(78, 0) NOT NULL,
  paid_wei numeric(78, 0) NOT NULL CHECK (paid_wei BETWEEN 0 AND raw_wei),
  statement jsonb NOT NULL,
  digest text NOT NULL,
  PRIMARY KEY (epoch, node_id)
);

CREATE TABLE IF NOT EXISTS public.reward_leaves (
  epoch integer NOT NULL REFERENCES public.reward_epochs,
  wallet text NOT NULL,
  amount_wei numeric(78, 0) NOT NULL CHECK (amount_wei > 0),
  leaf text NOT NULL,
  proof jsonb NOT NULL,
  PRIMARY KEY (epoch, wallet)
);

-- ── Row level security ──────────────────────────────────────────────────────────────────────────────────────────

DO $$
DECLARE
  target regclass;
BEGIN
  FOR target IN
    SELECT c.oid::regclass FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname IN (
      'candles', 'network_log', 'network_log_head', 'rounds', 'round_assignments', 'prediction_batches', 'predictions',
      'equivocation_evidence', 'outcomes', 'prediction_scores', 'reward_epochs', 'reward_statements', 'reward_leaves'
    )
  LOOP
    PERFORM noderr.protect_table(target);
  END LOOP;
END
$$;
-- What was promised, said, decided or paid is never changed; only these marks move.
REVOKE UPDATE, DELETE ON public.network_log, public.rounds, public.round_assignments, public.prediction_batches,
  public.predictions, public.equivocation_evidence, public.outcomes, public.prediction_scores, public.reward_epochs,
  public.reward_statements, public.reward_leaves FROM service_role;
GRANT UPDATE (settled) ON public.rounds TO service_role;
GRANT UPDATE (equivocated) ON public.predictions TO service_role;
REVOKE INSERT, DELETE ON public.network_log_head FROM service_role;

-- Public by design: the promises, the market, what came of a round, what each epoch paid in all.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['candles', 'rounds', 'outcomes', 'reward_epochs'] LOOP
    EXECUTE format('GRANT SELECT ON public.%I TO anon, authenticated', name);
    EXECUTE format('DROP POLICY IF EXISTS public_reads ON public.%I', name);
    EXECUTE format('CREATE POLICY public_reads ON public.%I FOR SELECT TO anon, authenticated USING (true)', name);
  END LOOP;
END
$$;

GRANT SELECT ON public.reward_statements TO authenticated;
DROP POLICY IF EXISTS own_statements ON public.reward_statements;
CREATE POLICY own_statements ON public.reward_statements FOR SELECT TO authenticated
  USING (lower(operator) = noderr.jwt_wallet());

GRANT SELECT ON public.reward_leaves TO authenticated;
DROP POLICY IF EXISTS own_leaves ON public.reward_leaves;
CREATE POLICY own_leaves ON public.reward_leaves FOR SELECT TO authenticated
  USING (lower(wallet) = noderr.jwt_wallet());
