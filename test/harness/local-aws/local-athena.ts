import { z } from 'zod';
import { refusal } from '../engine/execution/lifecycle.ts';
import { type LocalServer, startJsonApi } from './json-api.ts';

/** The result of a query in Athena: rows as text in pages, or the reason of its failure. */
export type Fate =
  | { columns: readonly (readonly [name: string, type: string])[]; pages: readonly (readonly (string | null)[])[][]; scannedBytes: number }
  | { failed: string }
  | { refused: string }
  | { runsForEver: true };

const Started = z.looseObject({
  QueryString: z.string(),
  WorkGroup: z.string(),
  QueryExecutionContext: z.looseObject({ Database: z.string() }),
});
const Asked = z.looseObject({ QueryExecutionId: z.string(), NextToken: z.string().optional() });

/**
 * The four operations of Athena that a query takes, as its model has them: a query is queued, runs, and ends; results come in pages, the
 * names of the columns as the first row of the first.
 * @see https://docs.aws.amazon.com/athena/latest/APIReference
 */
export const startLocalAthena = async (fateOf: (sql: string) => Fate): Promise<LocalServer & { requests: string[] }> => {
  const requests: string[] = [];
  const queries: { fate: Fate; looks: number }[] = [];
  const queryOf = (id: string) => {
    const found = queries[Number(id)];
    if (found === undefined) throw refusal('InvalidRequestException', `QueryExecution ${id} was not found`);
    return found;
  };
  const server = await startJsonApi({
    StartQueryExecution: (input) => {
      const { QueryString, WorkGroup, QueryExecutionContext } = Started.parse(input);
      requests.push(`start ${WorkGroup} ${QueryExecutionContext.Database}`);
      const fate = fateOf(QueryString);
      if ('refused' in fate) throw refusal('InvalidRequestException', fate.refused);
      return { QueryExecutionId: String(queries.push({ fate, looks: 0 }) - 1) };
    },
    GetQueryExecution: (input) => {
      const query = queryOf(Asked.parse(input).QueryExecutionId);
      query.looks += 1;
      const { fate } = query;
      const isRunning = query.looks < 3 || 'runsForEver' in fate;
      const State = isRunning ? (query.looks === 1 ? 'QUEUED' : 'RUNNING') : 'failed' in fate ? 'FAILED' : 'SUCCEEDED';
      const DataScannedInBytes = 'scannedBytes' in fate && !isRunning ? fate.scannedBytes : 0;
      const reason = 'failed' in fate && !isRunning ? { StateChangeReason: fate.failed } : {};
      return { QueryExecution: { Status: { State, ...reason }, Statistics: { DataScannedInBytes, TotalExecutionTimeInMillis: 2100 } } };
    },
    StopQueryExecution: (input) => {
      requests.push(`stop ${Asked.parse(input).QueryExecutionId}`);
      return {};
    },
    GetQueryResults: (input) => {
      const { QueryExecutionId, NextToken = '0' } = Asked.parse(input);
      const { fate } = queryOf(QueryExecutionId);
      if (!('pages' in fate)) throw refusal('InvalidRequestException', 'Query did not finish successfully');
      const nth = Number(NextToken);
      const rows = [...(nth === 0 ? [fate.columns.map(([name]) => name)] : []), ...(fate.pages[nth] ?? [])];
      return {
        ResultSet: {
          Rows: rows.map((row) => ({ Data: row.map((value) => (value === null ? {} : { VarCharValue: value })) })),
          ResultSetMetadata: { ColumnInfo: fate.columns.map(([Name, Type]) => ({ Name, Type })) },
        },
        ...(nth + 1 < fate.pages.length && { NextToken: String(nth + 1) }),
      };
    },
  });
  return { ...server, requests };
};
