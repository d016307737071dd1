-- What Supabase grants to every new table and sequence of schema public is taken back.
-- Applies on an empty and on a migrated database, on plain PostgreSQL >= 15 and on Supabase.

-- A table that nobody protected yet is closed, too.
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM anon, authenticated;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM anon, authenticated;

-- As before, and now with the sequences that the table counts by; no role empties a table.
CREATE OR REPLACE FUNCTION noderr.protect_table(target regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  counter regclass;
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('REVOKE ALL ON %s FROM anon, authenticated', target);
  EXECUTE format('REVOKE TRUNCATE, REFERENCES, TRIGGER ON %s FROM service_role', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO service_role', target);
  EXECUTE format('DROP POLICY IF EXISTS service_role_all ON %s', target);
  EXECUTE format('CREATE POLICY service_role_all ON %s TO service_role USING (true) WITH CHECK (true)', target);
  FOR counter IN
    SELECT d.objid::regclass FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
    WHERE d.classid = 'pg_class'::regclass AND d.refobjid = target AND d.deptype IN ('a', 'i')
  LOOP
    EXECUTE format('REVOKE ALL ON SEQUENCE %s FROM anon, authenticated', counter);
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION noderr.protect_table(regclass) FROM PUBLIC;

-- The tables that earlier migrations protected. Their grants stay as they are.
DO $$
DECLARE
  target regclass;
BEGIN
  FOR target IN
    SELECT c.oid::regclass FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S')
      AND pg_has_role(current_user, c.relowner, 'MEMBER')
  LOOP
    IF (SELECT relkind FROM pg_class WHERE oid = target) = 'S' THEN
      EXECUTE format('REVOKE ALL ON SEQUENCE %s FROM anon, authenticated', target);
    ELSE
      EXECUTE format('REVOKE TRUNCATE, REFERENCES, TRIGGER ON %s FROM service_role', target);
    END IF;
  END LOOP;
END
$$;

-- PostgreSQL lets everybody call a new function. Browsers need only those that policies call; the service keeps the rest.
DO $$
DECLARE
  target regprocedure;
BEGIN
  FOR target IN
    SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.pronamespace = 'noderr'::regnamespace AND p.prorettype <> 'trigger'::regtype
      AND p.proname NOT IN ('jwt_wallet', 'jwt_email') AND has_function_privilege('anon', p.oid, 'EXECUTE')
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, anon, authenticated', target);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO service_role', target);
  END LOOP;
END
$$;
