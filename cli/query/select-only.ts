import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { InvalidInputError } from '../../lambdas/core/errors.ts';

/** What DuckDB's parser makes of a text; it parses only, so that tables and functions it does not have are no trouble. */
const Parsed = z.union([
  z.object({ error: z.literal(true), error_type: z.string(), error_message: z.string() }),
  z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
]);

/**
 * Accepts one SELECT only. DuckDB's parser decides, for Athena too: what it cannot parse is refused, since its effect would be unknown.
 * @throws InvalidInputError for anything else
 */
export const refuseUnlessSelect = async (connection: DuckDBConnection, sql: string): Promise<void> => {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
  const parsed = Parsed.parse(JSON.parse(String(reader.getRows()[0]?.[0])));
  if (parsed.error && parsed.error_type === 'parser') throw new InvalidInputError(`The query is not SQL: ${parsed.error_message}`);
  if (parsed.error) throw new InvalidInputError(`Only a SELECT is run here: the tables are for reading. (${parsed.error_message})`);
  if (parsed.statements.length === 1) return;
  const found = parsed.statements.length === 0 ? 'nothing' : `${parsed.statements.length} statements`;
  throw new InvalidInputError(`The query must be one SELECT, and this is ${found}.`);
};
