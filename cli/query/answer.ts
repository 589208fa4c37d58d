/** A value as text, as both engines can say it. */
export type Cell = string | null;
export type AnswerColumn = { name: string /** As SQL names it. */; type: string };

/** The rows of an answer come page by page: only one is in memory. */
export type Answer = { columns: AnswerColumn[]; pages: AsyncIterable<Cell[][]> };

/** What answers queries of the tables: DuckDB over the files of this machine, or Athena. */
export type TableQueries = {
  /**
   * Runs one SELECT. `note` gets progress, and what it cost.
   * @throws InvalidInputError for what is no SELECT or names what there is not; QueryFailedError for one that fails on the way
   */
  ask: (sql: string, signal: AbortSignal, note?: (text: string) => void) => Promise<Answer>;
  /** Runs one SELECT into a Parquet file and answers its rows. Throws as `ask`, and InvalidInputError where it cannot be done. */
  save: (sql: string, path: string, signal: AbortSignal) => Promise<number>;
};

/** The query is valid, and its execution failed. */
export class QueryFailedError extends Error {
  override readonly name = 'QueryFailedError' as const;
}

/** Ctrl-C while it ran. */
export class QueryStoppedError extends Error {
  override readonly name = 'QueryStoppedError' as const;
}
