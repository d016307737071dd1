-- How long the body of a delivery that brought no application is kept, days.
-- Applies on an empty and on a migrated database, on plain PostgreSQL >= 15 and on Supabase.

INSERT INTO public.system_config (key, value) VALUES ('delivery_retention_days', '90') ON CONFLICT (key) DO NOTHING;
