import type { Tables } from '../../../lambdas/core/record/jobs.ts';
import type { TablesView } from '../../../lambdas/core/record/view/tables-view.ts';
import { counted } from '../quantities.ts';

const FIELDS_NAMED = 3;

/** What of a document's tables a person should know: nothing, when all is well. */
export const tableTroubles = ({ unknownFields = {}, duplicateKeys = {}, rowsAgree }: TablesView): string[] => {
  const fields = Object.entries(unknownFields);
  const named = fields.slice(0, FIELDS_NAMED).map(([name, rows]) => `${name} in ${counted(rows, 'row')}`);
  const more = fields.length > FIELDS_NAMED ? [`${fields.length - FIELDS_NAMED} more`] : [];
  return [
    ...(fields.length > 0 ? [`${counted(fields.length, 'field')} without a column, kept in extra: ${[...named, ...more].join(', ')}`] : []),
    ...Object.entries(duplicateKeys).map(([table, rows]) => `${counted(rows, 'row')} of ${table} share a key with another`),
    ...(rowsAgree?.agree === false
      ? [
          `${counted(rowsAgree.differing, 'sum')} of the products ${rowsAgree.differing === 1 ? 'differs' : 'differ'} from Amazon's totals; products that Amazon does not list make them less`,
        ]
      : []),
  ];
};

/** `2 tables of 37 rows` */
export const tableRowsText = ({ rowsByTable = {} }: Pick<Tables, 'rowsByTable'>): string => {
  const rows = Object.values(rowsByTable);
  return `${counted(rows.length, 'table')} of ${counted(
    rows.reduce((sum, count) => sum + count, 0),
    'row',
  )}`;
};
