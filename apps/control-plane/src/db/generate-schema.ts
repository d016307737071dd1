import pg from 'pg'

const TYPES: Readonly<Record<string, string>> = {
  text: 'string',
  uuid: 'string',
  cidr: 'string',
  bool: 'boolean',
  int4: 'number',
  float8: 'number',
  int8: 'ColumnType<string, string | number | bigint>',
  numeric: 'ColumnType<string, string | number | bigint>',
  timestamptz: 'ColumnType<Date, Date | string>',
  jsonb: 'ColumnType<unknown, string>',
  bytea: 'Buffer',
  _text: 'string[]',
}

const GENERATED = `type Generated<T> = T extends ColumnType<infer Select, infer Insert, infer Update>
  ? ColumnType<Select, Insert | undefined, Update>
  : ColumnType<T, T | undefined, T>`

const COLUMNS = `
  SELECT c.table_name, c.column_name, c.udt_name, c.is_nullable = 'YES' AS nullable,
    c.column_default IS NOT NULL OR c.is_identity = 'YES' AS has_default, c.identity_generation = 'ALWAYS' AS always
  FROM information_schema.columns c JOIN pg_class t ON t.oid = format('public.%I', c.table_name)::regclass
  WHERE c.table_schema = 'public' AND t.relkind IN ('r', 'p') AND NOT t.relispartition
  ORDER BY c.table_name, c.ordinal_position`

interface Column {
  readonly table_name: string
  readonly column_name: string
  readonly udt_name: string
  readonly nullable: boolean
  readonly has_default: boolean
  readonly always: boolean
}

/** Writes the TypeScript types of a migrated database's schema `public`, for Kysely. */
export async function generateSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Column>(COLUMNS)
    const tables = Map.groupBy(rows, (row) => row.table_name)
    return [
      '// Written by `node scripts/generate-schema.ts` from the migrated schema; do not edit.',
      "import type { ColumnType, GeneratedAlways } from 'kysely'",
      GENERATED,
      ...[...tables].map(([table, columns]) => tableType(table, columns)),
      `export interface DB {\n${[...tables.keys()].map((table) => `  ${table}: ${typeName(table)}\n`).join('')}}`,
      '',
    ].join('\n\n')
  } finally {
    await client.end()
  }
}

function tableType(table: string, columns: readonly Column[]): string {
  const lines = columns.map((column) => `  ${column.column_name}: ${columnType(column)}\n`)
  return `export interface ${typeName(table)} {\n${lines.join('')}}`
}

function columnType({ udt_name, nullable, has_default, always }: Column): string {
  const base = TYPES[udt_name] ?? 'unknown'
  const typed = nullable ? `${base} | null` : base
  if (always) return `GeneratedAlways<${typed.replace(/^ColumnType<(\w+).*/, '$1')}>`
  return has_default ? `Generated<${typed}>` : typed
}

function typeName(table: string): string {
  return table.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
}
