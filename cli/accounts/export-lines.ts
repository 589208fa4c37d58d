import { ledgerTable } from '../../lambdas/core/record/ledger/ledger-table.ts';
import { quoted } from '../hint.ts';
import type { Place } from '../ports.ts';

/** Commands that copy everything that the deployment keeps of an account into a folder of its name. */
export const exportLines = ({ bucketName, keyPrefix, ledgerTable: table, isLocal }: Place, account: string): string[] => {
  if (isLocal) return [];
  const sync = (what: string, more = '') =>
    `aws s3 sync s3://${bucketName}/${keyPrefix ?? ''}${what} ${quoted(`${account}/${what}`)}${more}`;
  const values = JSON.stringify({ ':a': { S: account } });
  return [
    sync(`reports/account=${account}/`),
    sync(`runs/account=${account}/`),
    sync('tables/', ` --exclude '*' --include '*/account=${account}/*'`),
    `aws dynamodb query --table-name ${table} --key-condition-expression '${ledgerTable.partitionKey} = :a' --expression-attribute-values '${values}' > ${quoted(`${account}/ledger.json`)}`,
  ];
};
