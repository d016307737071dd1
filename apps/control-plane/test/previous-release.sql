-- A network as the release of the first two migrations left it: at least one row in every table, made up.

INSERT INTO operator_applications (email, name, wallet_address, tier, operating_system, rpc_endpoint, experience,
  infrastructure, motivation, stake_amount, other_answers, submitted_at, typeform_form_id, typeform_token,
  typeform_event_id, status, digest, approved_digest, reviewed_by, reviewed_at)
VALUES ('ada@example.org', 'Ada', '0x00000000219ab540356cBB839Cbe05303d7705Fa', 'oracle', 'Debian',
  'https://rpc.example.org', 'ten years', 'a rack', 'curiosity', '150000', '{"favourite_colour": "green"}',
  '2026-01-01T09:05:00Z', 'form1', 'token-1', 'event-1', 'approved', 'sha256:' || repeat('1', 64),
  'sha256:' || repeat('1', 64), 'cli:root', '2026-01-02T09:00:00Z');
INSERT INTO operator_applications (email, attention, submitted_at, typeform_form_id, typeform_token, status, digest)
VALUES ('bob@example.org', '{wallet,tier}', '2026-01-03T09:05:00Z', 'form1', 'token-2', 'needs_attention',
  'sha256:' || repeat('2', 64));
INSERT INTO operator_applications (email, wallet_address, tier, submitted_at, typeform_form_id, typeform_token, status,
  digest, reviewed_by, reviewed_at, rejection_reason)
VALUES ('cyd@example.org', '0x' || repeat('c', 40), 'micro', '2026-01-04T09:05:00Z', 'form1', 'token-3', 'rejected',
  'sha256:' || repeat('3', 64), 'admin:owner', '2026-01-05T09:05:00Z', 'no machine yet');
INSERT INTO operator_applications (email, wallet_address, tier, submitted_at, typeform_form_id, typeform_token, status,
  digest)
VALUES ('dov@example.org', '0x' || repeat('d', 40), 'validator', '2026-01-06T09:05:00Z', 'form1', 'token-4', 'pending',
  'sha256:' || repeat('4', 64));

INSERT INTO webhook_inbox (source, body_digest, body, received_at, outcome, application_id)
VALUES ('typeform', repeat('1', 64), '\x7b7d', '2026-01-01T09:05:01Z', 'submitted', 1),
  ('typeform', repeat('2', 64), '\x7b', '2026-01-01T09:06:01Z', 'malformed', NULL),
  ('typeform', repeat('3', 64), '\x7b7d7d', '2026-01-01T09:07:01Z', NULL, NULL);
INSERT INTO webhook_quarantine (source, reason, body, body_length, received_at)
VALUES ('typeform', 'wrong signature', '\x7b7d', 2, '2026-01-01T09:05:01Z');

INSERT INTO operator_credentials (application_id, operator_address, node_id, api_key, api_secret_hash, tier, issued_at,
  claimed_at, last_used_at)
VALUES (1, '0x00000000219ab540356cBB839Cbe05303d7705Fa', '0x' || repeat('1', 64), 'noderr_' || repeat('1', 32),
  repeat('a', 64), 'oracle', '2026-01-02T09:00:00Z', '2026-01-02T10:00:00Z', '2026-01-03T10:00:00Z');
INSERT INTO operator_credentials (application_id, operator_address, node_id, api_key, tier, issued_at, revoked,
  revoked_at, revoked_reason)
VALUES (1, '0x00000000219ab540356cBB839Cbe05303d7705Fa', '0x' || repeat('2', 64), 'noderr_' || repeat('2', 32),
  'oracle', '2026-01-01T09:00:00Z', true, '2026-01-02T08:00:00Z', 'made by mistake');
INSERT INTO credential_claims (claim_id, credential_id, token_hash, minted_at, expires_at, used_at)
VALUES ('0x' || repeat('1', 64), 1, repeat('b', 64), '2026-01-02T09:00:00Z', '2026-01-09T09:00:00Z',
  '2026-01-02T10:00:00Z');
INSERT INTO operator_downloads (credential_id, operator_address, node_id, download_type, download_url, downloaded_at,
  ip_address, user_agent)
VALUES (1, '0x00000000219ab540356cBB839Cbe05303d7705Fa', '0x' || repeat('1', 64), 'config', '/', '2026-01-02T10:00:00Z',
  '192.0.2.0/24', 'curl');
INSERT INTO operator_notifications (application_id, operator_email, notification_type, subject, body, reference,
  queued_at, sent_at, sent_successfully, error_message)
VALUES (1, 'ada@example.org', 'application_received', 'We have it', 'Hello Ada,', '{}', '2026-01-01T09:05:01Z',
    '2026-01-01T09:05:02Z', true, NULL),
  (1, 'ada@example.org', 'credentials_issued', 'Claim it', 'Link: {{claimLink}}', '{"credentialId": 1}',
    '2026-01-02T09:00:00Z', NULL, false, 'kept: SMTP_URL is not set');

INSERT INTO nodes (node_id, credential_id, operator_address, tier, enrolled_at, lease_epoch, lease_instance,
  high_water_sequence, high_water_close_time, last_heartbeat_at, heartbeat)
VALUES ('0x' || repeat('1', 64), 1, '0x00000000219ab540356cBB839Cbe05303d7705Fa', 'oracle', '2026-01-02T11:00:00Z', 3,
  '0x' || repeat('5', 64), 7, 1672534800000, '2026-01-03T10:00:00Z', '{"outboxDepth": 0}');
INSERT INTO node_keys (key_id, node_id, delegation, delegation_signature, delegation_hash, not_before, not_after,
  enrolled_at)
VALUES ('0x' || repeat('6', 40), '0x' || repeat('1', 64), '{"scopes": 1}', '0x00', '0x' || repeat('7', 64),
  '2026-01-02T11:00:00Z', '2027-01-02T11:00:00Z', '2026-01-02T11:00:00Z');
INSERT INTO node_sessions (token_hash, node_id, key_id, lease_epoch, opened_at, expires_at)
VALUES (repeat('8', 64), '0x' || repeat('1', 64), '0x' || repeat('6', 40), 3, '2026-01-02T11:00:00Z',
  '2026-01-02T11:10:00Z');
INSERT INTO node_nonces (node_id, nonce, expires_at)
VALUES ('0x' || repeat('1', 64), '0x' || repeat('9', 64), '2026-01-02T11:10:00Z');

INSERT INTO model_versions (model_id, version, tier, url, checksum, deployed_at, active, manifest, downloads)
VALUES ('btc-1h-range', '1.0.0', 'oracle', '/artifacts/a', 'sha256:' || repeat('a', 64), '2026-01-01T00:00:00Z', true,
  '{"features": 7}', 12);

SELECT noderr.ensure_telemetry_partitions('2026-01-01', 1);
INSERT INTO node_telemetry (node_id, sequence, timestamp, input_hash, prediction, latency, model_version, created_at)
VALUES ('0x' || repeat('1', 64), 1, '2026-01-01T12:00:00Z', '0xab', '{}', 1.5, '1.0.0', '2026-01-01T12:00:01Z'),
  ('0x' || repeat('1', 64), 2, '2026-03-01T12:00:00Z', '0xab', '{}', 1.5, '1.0.0', '2026-03-01T12:00:01Z');
INSERT INTO node_telemetry_sequences (node_id, sequence, received_at)
VALUES ('0x' || repeat('1', 64), 1, '2026-01-01T12:00:01Z');
INSERT INTO node_metrics (node_id, predictions, abstentions, scored, accuracy, score, latency_p50_ms, latency_p99_ms,
  uptime, last_seen_at, release, software_version, updated_at)
VALUES ('0x' || repeat('1', 64), 10, 1, 9, 0.5, 1.25, 1, 2, 0.999, '2026-01-03T10:00:00Z', 'btc-1h-range@1.0.0',
  '0.1.0', '2026-01-03T10:00:00Z');

UPDATE system_config SET value = '7', updated_by = 'cli:root' WHERE key = 'max_oracles';
INSERT INTO system_config (key, value, updated_by) VALUES ('market_clock', '{"origin": 1}', 'system');
INSERT INTO audit_log (id, at, actor, action, subject, details, previous_hash, hash)
VALUES (1, '2026-01-01T09:05:01Z', 'webhook:typeform', 'application.submitted', 'application:1', '{}', repeat('0', 64),
  -- sha256 of the canonical JSON of the fields before it
  encode(sha256(convert_to('{"action":"application.submitted","actor":"webhook:typeform","at":1767258301000,"details":{},"id":"1","previous_hash":"'
    || repeat('0', 64) || '","subject":"application:1"}', 'UTF8')), 'hex'));
INSERT INTO admin_login_links (token_hash, admin, role, minted_at, expires_at)
VALUES (repeat('c', 64), 'owner', 'owner', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z');
INSERT INTO admin_sessions (token_hash, admin, role, created_at, expires_at)
VALUES (repeat('d', 64), 'owner', 'owner', '2026-01-01T00:00:00Z', '2026-01-01T12:00:00Z');

INSERT INTO candles (symbol, interval_ms, open_time, close_time, open, high, low, close, volume, source)
VALUES ('BTCUSDT', 3600000, 1672531200000, 1672534800000, 16500, 16600, 16400, 16550, 12.5, 'replay');
INSERT INTO network_log (index, kind, hash, head, recorded_at)
VALUES (0, 'prediction', '0x' || repeat('1', 64), '0x' || repeat('2', 64), 1672534801000),
  (1, 'outcome', '0x' || repeat('3', 64), '0x' || repeat('4', 64), 1672538401000);
UPDATE network_log_head SET head = '0x' || repeat('4', 64), size = 2, recorded_at = 1672538401000;
INSERT INTO rounds (round_id, kind, lane, symbol, interval_ms, horizon_ms, close_time, opens_at, submit_by, settles_at,
  manifest, signature, settled)
VALUES ('0x' || repeat('a', 64), 'direction', 'network', 'BTCUSDT', 3600000, 3600000, 1672534800000, 1672534800000,
  1672534860000, 1672538400000, '{"thresholds": [1, 2]}', '0x' || repeat('0', 130), true);
INSERT INTO round_assignments (round_id, node_id) VALUES ('0x' || repeat('a', 64), '0x' || repeat('1', 64));
INSERT INTO prediction_batches (batch_digest, node_id, key_id, lease_epoch, sequence, root, count, issued_at, expires_at,
  signature, received_at, receipt, results)
VALUES ('0x' || repeat('b', 64), '0x' || repeat('1', 64), '0x' || repeat('6', 40), 3, 7, '0x00', 1, 1672534801000,
  1672534861000, '0x00', 1672534801000, '{}', '[]');
INSERT INTO predictions (leaf, round_id, node_id, operator, tier, batch_digest, log_index, received_at, status, key_id,
  p0, p1, p2, abstain_code, model_digest, profile, feature_digest, input_hash, salt)
VALUES ('0x' || repeat('c', 64), '0x' || repeat('a', 64), '0x' || repeat('1', 64),
  '0x00000000219ab540356cBB839Cbe05303d7705Fa', 'oracle', '0x' || repeat('b', 64), 0, 1672534801000, 'accepted',
  '0x' || repeat('6', 40), 3000, 3000, 4000, 0, '0x00', 'exact', '0x00', '0x00', '0x00');
INSERT INTO equivocation_evidence (node_id, round_id, kept_leaf, other_leaf, batch_digest, evidence, recorded_at)
VALUES ('0x' || repeat('1', 64), '0x' || repeat('a', 64), '0x' || repeat('c', 64), '0x' || repeat('d', 64),
  '0x' || repeat('b', 64), '{}', 1672534801000);
INSERT INTO outcomes (round_id, class, value_e9, previous_class, log_index, scored_at)
VALUES ('0x' || repeat('a', 64), 1, 1000, 2, 1, 1672538401000);
INSERT INTO prediction_scores (round_id, node_id, standing, score, base_rate_score, persistence_score, crowd_score,
  twice_skill)
VALUES ('0x' || repeat('a', 64), '0x' || repeat('1', 64), 'scored', 1, 2, 3, 4, 5);
INSERT INTO reward_epochs (epoch, from_ms, to_ms, rounds, pool_wei, total_wei, rollover_wei, root)
VALUES (0, 1672534800000, 1672556400000, 6, 100, 60, 40, '0x' || repeat('e', 64));
INSERT INTO reward_statements (epoch, node_id, operator, tier, assigned_rounds, on_time_rounds, score_bps, raw_wei,
  paid_wei, statement, digest)
VALUES (0, '0x' || repeat('1', 64), '0x00000000219ab540356cBB839Cbe05303d7705Fa', 'oracle', 6, 6, 9000, 60, 60, '{}',
  'd');
INSERT INTO reward_leaves (epoch, wallet, amount_wei, leaf, proof)
VALUES (0, '0x00000000219ab540356cBB839Cbe05303d7705Fa', 60, '0x00', '[]');
