import { RowsNotReadableError } from '../../errors.ts';

const whatToDo =
  'The document is stored as it came: look at it there. If Amazon changed the report, its tables in the catalogue must follow.';

/** @param what a sentence without its full stop: which row and field, the value there, what was expected */
export const unreadable = (what: string, cause?: unknown): RowsNotReadableError =>
  new RowsNotReadableError(`${what}. ${whatToDo}`, cause === undefined ? undefined : { cause });
