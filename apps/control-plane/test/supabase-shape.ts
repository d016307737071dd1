import pg from 'pg'

/**
 * Makes of a fresh server what a new Supabase project is like, as far as migrations can tell: its roles with their
 * rights, the schemas `auth` and `extensions`, and default privileges that open every new table to browsers.
 *
 * After supabase/postgres, migrations/db (PostgreSQL licence): `postgres` owns the database and is no superuser.
 *
 * @param adminUrl - Connects a superuser.
 * @returns The URL that connects `postgres`, as DATABASE_URL does on Supabase.
 */
export async function shapeLikeSupabase(adminUrl: string): Promise<string> {
  await run(adminUrl, ROLES)
  await run(adminUrl, 'CREATE DATABASE supabase OWNER postgres')
  const url = adminUrl.replace(/(localhost:5432\/)[^?]+/, '$1supabase')
  await run(url, SCHEMAS)
  return url.replace(/\/\/[^@]*@/, '//postgres:postgres@')
}

const ROLES = `
  CREATE ROLE anon NOLOGIN NOINHERIT;
  CREATE ROLE authenticated NOLOGIN NOINHERIT;
  CREATE ROLE service_role NOLOGIN NOINHERIT BYPASSRLS;
  CREATE ROLE authenticator LOGIN NOINHERIT PASSWORD 'authenticator';
  CREATE ROLE supabase_admin LOGIN SUPERUSER CREATEDB CREATEROLE REPLICATION BYPASSRLS;
  CREATE ROLE supabase_auth_admin LOGIN NOINHERIT CREATEROLE;
  CREATE ROLE postgres LOGIN NOSUPERUSER CREATEDB CREATEROLE REPLICATION BYPASSRLS PASSWORD 'postgres';
  GRANT anon, authenticated, service_role TO authenticator;
  GRANT anon, authenticated, service_role TO postgres WITH ADMIN OPTION;
  GRANT authenticator, supabase_auth_admin TO postgres;
  ALTER ROLE anon SET statement_timeout = '3s';
  ALTER ROLE authenticated SET statement_timeout = '8s'`

const SCHEMAS = `
  ALTER DATABASE supabase SET search_path = "$user", public, extensions;
  CREATE SCHEMA extensions AUTHORIZATION postgres;
  CREATE EXTENSION IF NOT EXISTS pgcrypto SCHEMA extensions;
  CREATE SCHEMA auth AUTHORIZATION supabase_auth_admin;
  CREATE TABLE auth.users (id uuid PRIMARY KEY, email text UNIQUE, raw_app_meta_data jsonb, raw_user_meta_data jsonb);
  ALTER TABLE auth.users OWNER TO supabase_auth_admin;
  CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS
    $$ SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
  GRANT USAGE ON SCHEMA auth, extensions, public TO postgres, anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public
    GRANT ALL ON TABLES TO postgres, anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public
    GRANT ALL ON SEQUENCES TO postgres, anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public
    GRANT ALL ON FUNCTIONS TO postgres, anon, authenticated, service_role`

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
