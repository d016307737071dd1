-- Row level security is forced, so it binds the owner of the tables, too, unless that is a superuser or, as on Supabase,
-- past it by attribute. Any other owner gets the rights of the service: it must see every row that a migration changes.
-- Since PostgreSQL 16 whoever creates a role is its administrator and has neither its rights nor may SET ROLE to it.
-- Applies on an empty and on a migrated database, on plain PostgreSQL >= 15 and on Supabase.

DO $$
DECLARE
  role text;
  is_modern boolean := current_setting('server_version_num')::integer >= 160000;
BEGIN
  FOREACH role IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    CONTINUE WHEN pg_has_role(current_user, role, CASE WHEN is_modern THEN 'SET' ELSE 'MEMBER' END)
      AND (role <> 'service_role' OR pg_has_role(current_user, role, 'USAGE')
        OR (SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user));
    IF is_modern THEN
      EXECUTE format('GRANT %I TO %I WITH SET TRUE, INHERIT %s', role, current_user,
        CASE role WHEN 'service_role' THEN 'TRUE' ELSE 'FALSE' END);
    ELSE
      EXECUTE format('GRANT %I TO %I', role, current_user);
    END IF;
  END LOOP;
END
$$;
