import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { type Answer, type Cell, QueryFailedError, QueryStoppedError, type TableQueries } from './answer.ts';
import { bindTables, quotedText } from './local-tables.ts';
import { refuseUnlessSelect } from './select-only.ts';

/** The tables that `npm start` leaves, through DuckDB. @param folder the one with the tables' folders */
export const localTables = (folder: string): TableQueries => ({
  ask: async (sql, signal) => {
    const connection = await connected();
    await refuseUnlessSelect(connection, sql);
    await bindTables(connection, folder);
    const statement = await prepared(connection, sql);
    return answerOf(connection, await run(connection, signal, () => statement.stream()), signal);
  },
  save: async (sql, path, signal) => {
    const connection = await connected();
    await refuseUnlessSelect(connection, sql);
    await bindTables(connection, folder, path);
    // As a view, so that a comment or semicolon at the end of the text cannot reach the statement around it.
    await understood(() => connection.run(`CREATE TEMP VIEW answer AS ${sql}`));
    const copy = `COPY (FROM answer) TO ${quotedText(path)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`;
    return (await run(connection, signal, () => connection.run(copy))).rowsChanged;
  },
});

/** Refuses what is no SELECT, by DuckDB's parser alone. @throws InvalidInputError */
export const checkSelect = async (sql: string): Promise<void> => refuseUnlessSelect(await connected(), sql);

/** DuckDB is 60 MB of machine code: it is loaded where a query is asked, and nowhere else. */
export const connected = async (): Promise<DuckDBConnection> => {
  const { DuckDBInstance } = await import('@duckdb/node-api').catch((cause: unknown) => {
    const reason =
      'DuckDB cannot be loaded here. It is one of the packages that `npm ci` installs, for x64 and arm64 of Linux, macOS and Windows.';
    throw new QueryFailedError(reason, { cause });
  });
  const instance = await DuckDBInstance.create(':memory:', { temp_directory: join(tmpdir(), 'report-import-query') });
  return instance.connect();
};

const prepared = (connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> => understood(() => connection.prepare(sql));

/** What DuckDB says before anything runs is about the text. */
const understood = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw new InvalidInputError(`The query cannot be run: ${reasonOf(error)}`, { cause: error });
  }
};

const run = async <T>(connection: DuckDBConnection, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  const stop = (): void => connection.interrupt();
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    return await work();
  } catch (error) {
    if (signal.aborted) throw new QueryStoppedError('The query was stopped.', { cause: error });
    throw new QueryFailedError(`The query failed: ${reasonOf(error)}`, { cause: error });
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

const answerOf = (connection: DuckDBConnection, result: DuckDBResult, signal: AbortSignal): Answer => {
  const types = result.columnTypes();
  const columns = result.deduplicatedColumnNames().map((name, nth) => ({ name, type: String(types[nth]) }));
  async function* pages(): AsyncGenerator<Cell[][]> {
    const rows = result.yieldRowsJson();
    for (;;) {
      const { value, done } = await run(connection, signal, () => rows.next());
      if (done) return;
      yield value.map((row) => row.map(cellOf));
    }
  }
  return { columns, pages: pages() };
};

const cellOf = (value: unknown): Cell =>
  value === null || value === undefined ? null : typeof value === 'object' ? JSON.stringify(value) : String(value);

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
