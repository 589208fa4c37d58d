import type { AthenaClient, ColumnInfo, QueryExecution, Row } from '@aws-sdk/client-athena';
import { prices } from '../../infra/cost/prices.ts';
import { InvalidInputError, StoreUnavailableError } from '../../lambdas/core/errors.ts';
import { sizeText } from '../text/quantities.ts';
import { type Answer, type Cell, QueryFailedError, QueryStoppedError, type TableQueries } from './answer.ts';
import { checkSelect } from './duckdb.ts';

export type AthenaPlace = {
  stack: string;
  /** Outputs of the stack; absent when it was deployed without tables. */
  database: string | undefined;
  workgroup: string | undefined;
  /** Between two checks of a running query. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

type Asked = { athena: AthenaClient; id: string; signal: AbortSignal; note: (text: string) => void };

const POLL_EVERY_MS = 1000;
const TOLD_EVERY_LOOKS = 5;
/** What a query is charged for at least. @see https://aws.amazon.com/athena/pricing */
const leastBytes = 10e6;
/** Reasons of Athena that are about the text of a query. */
const aboutTheText = /^(SYNTAX_ERROR|[A-Z_]*NOT_FOUND|[A-Z_]*MISMATCH|INVALID_[A-Z_]*ARGUMENT|line \d+:\d+)/;

/** The tables of a deployed stack, through Athena, in the stack's own workgroup and its limit of bytes. */
export const athenaTables = (place: AthenaPlace): TableQueries => ({
  ask: async (sql, signal, note = () => {}) => {
    await checkSelect(sql);
    const { AthenaClient } = await import('@aws-sdk/client-athena');
    const athena = new AthenaClient({});
    const id = await started(athena, sql, place);
    const asked: Asked = { athena, id, signal, note };
    const { Statistics } = await finished(asked, place.sleep);
    note(priceText(Statistics?.DataScannedInBytes ?? 0, Statistics?.TotalExecutionTimeInMillis ?? 0));
    return answerOf(asked);
  },
  save: async () => {
    throw new InvalidInputError(
      "--out: Athena writes Parquet into S3 only. In its console: UNLOAD (SELECT …) TO 's3://…' WITH (format = 'PARQUET'). Here: --format csv > file.csv",
    );
  },
});

const started = async (athena: AthenaClient, sql: string, { stack, database, workgroup }: AthenaPlace): Promise<string> => {
  if (database === undefined || workgroup === undefined)
    throw new StoreUnavailableError(
      `The stack ${stack} has no tables: deploy it with the setting tables: true, and with a release that has them.`,
    );
  const { StartQueryExecutionCommand } = await import('@aws-sdk/client-athena');
  const command = new StartQueryExecutionCommand({ QueryString: sql, WorkGroup: workgroup, QueryExecutionContext: { Database: database } });
  const { QueryExecutionId } = await served(athena.send(command));
  if (QueryExecutionId === undefined) throw new StoreUnavailableError('Athena accepted the query and returned no id for it.');
  return QueryExecutionId;
};

const finished = async (asked: Asked, sleep: AthenaPlace['sleep']): Promise<QueryExecution> => {
  const { GetQueryExecutionCommand } = await import('@aws-sdk/client-athena');
  for (let looks = 0; ; looks += 1) {
    if (asked.signal.aborted) await stop(asked);
    const { QueryExecution } = await served(asked.athena.send(new GetQueryExecutionCommand({ QueryExecutionId: asked.id })));
    const { State, StateChangeReason = 'Athena gave no reason' } = QueryExecution?.Status ?? {};
    if (QueryExecution && State === 'SUCCEEDED') return QueryExecution;
    if (State === 'FAILED' && aboutTheText.test(StateChangeReason))
      throw new InvalidInputError(`The query cannot be run: ${StateChangeReason}`);
    if (State === 'FAILED' || State === 'CANCELLED') throw new QueryFailedError(`The query failed: ${StateChangeReason}`);
    if (looks % TOLD_EVERY_LOOKS === 0)
      asked.note(`Athena: ${State?.toLowerCase()}, ${sizeText(QueryExecution?.Statistics?.DataScannedInBytes ?? 0)} scanned`);
    await sleep(POLL_EVERY_MS, asked.signal);
  }
};

const stop = async ({ athena, id }: Asked): Promise<never> => {
  const { StopQueryExecutionCommand } = await import('@aws-sdk/client-athena');
  await served(athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id })));
  throw new QueryStoppedError('The query was stopped. What it had scanned is paid.');
};

/** `Athena: 2.1 s, 14.2 MB scanned, $0.00007` */
const priceText = (bytes: number, ms: number): string => {
  const usd = (Math.max(leastBytes, bytes) / 1e12) * prices.perTerabyteScanned;
  return `Athena: ${(ms / 1000).toFixed(1)} s, ${sizeText(bytes)} scanned, $${usd.toFixed(5)}`;
};

const answerOf = async ({ athena, id, signal }: Asked): Promise<Answer> => {
  const { GetQueryResultsCommand } = await import('@aws-sdk/client-athena');
  const page = async (NextToken?: string) =>
    served(athena.send(new GetQueryResultsCommand({ QueryExecutionId: id, ...(NextToken && { NextToken }) })));
  const first = await page();
  async function* pages(): AsyncGenerator<Cell[][]> {
    // The first row of a SELECT repeats the names of the columns.
    yield cellsOf(first.ResultSet?.Rows?.slice(1));
    for (let token = first.NextToken; token !== undefined; ) {
      if (signal.aborted) throw new QueryStoppedError('The query was stopped.');
      const next = await page(token);
      yield cellsOf(next.ResultSet?.Rows);
      token = next.NextToken;
    }
  }
  const columns = (first.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }: ColumnInfo) => ({
    name: Name,
    type: Type,
  }));
  return { columns, pages: pages() };
};

const cellsOf = (rows: Row[] = []): Cell[][] => rows.map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null));

const served = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
    if (name === 'InvalidRequestException') throw new InvalidInputError(`Athena refused the query: ${message}`, { cause: error });
    throw new StoreUnavailableError(`Athena did not serve the query: ${message}`, { cause: error });
  }
};
