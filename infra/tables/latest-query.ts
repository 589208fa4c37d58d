import { parentRows, type Table } from '../../lambdas/core/catalogue/table.ts';

/**
 * The newest rows of a table of coupons or promotions, as SQL that Athena and DuckDB understand. Its documents are rolling windows that
 * overlap, so a coupon is in many of them; the one asked for last is true. The rows of a nested table are those of the newest
 * document of the row around them: a product that was taken out of a coupon is gone.
 *
 * Named queries and not views: CloudFormation has no resource for a view that Athena would accept from every tool, only a Glue table
 * with Athena's own encoding of the SQL, and making one with DDL takes a custom resource. `CREATE VIEW … AS` before it makes a view.
 * @param account an account that the query must name
 */
export const latestQueryOf = (table: Table, siblings: readonly Table[], account?: string): string => {
  const outer = outermost(table, siblings);
  const identity = ['account', 'marketplace_id', ...outer.key];
  const ofAccount = (column: string) => (account === undefined ? '' : `\n  WHERE ${column} = '${account}'`);
  return `WITH newest AS (
  SELECT ${identity.join(', ')}, report_id,
    row_number() OVER (PARTITION BY ${identity.join(', ')} ORDER BY as_of DESC, imported_at DESC) AS place
  FROM ${outer.name}${ofAccount('account')}
)
SELECT item.*
FROM ${table.name} AS item
JOIN newest
  ON newest.place = 1
${[...identity, 'report_id'].map((column) => `  AND newest.${column} = item.${column}`).join('\n')}${ofAccount('item.account')}`;
};

const outermost = (table: Table, siblings: readonly Table[]): Table => {
  const around = parentRows(table.rows);
  const parent = siblings.find(({ rows, audience }) => rows === around && audience === table.audience);
  return parent === undefined ? table : outermost(parent, siblings);
};
