import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnNamedQuery, type CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { Database } from 'aws-cdk-lib/aws-glue';
import type { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { reportTypeNames, reportTypeOf } from '../../lambdas/core/catalogue/report-types.ts';
import { mustNameAccount } from '../../lambdas/core/catalogue/table-columns.ts';
import type { Account } from '../../lambdas/core/input/accounts.ts';
import type { ImportSettings } from '../deployment/import-settings.ts';
import { queryResultsFolder, type Storage } from '../storage.ts';
import { catalogueTable } from './catalogue-table.ts';
import { latestQueryOf } from './latest-query.ts';
import { readerPolicy } from './reader-policy.ts';
import { workgroup } from './workgroup.ts';

export type TablesProps = { settings: ImportSettings; accounts: readonly Account[]; storage: Storage; key: IKey | undefined };

/**
 * Makes the tables that Tabulate writes queryable: a Glue database with every table of the catalogue, a workgroup of Athena, and the
 * policy that a reader needs. It holds no data; all of it is deleted with the stack, and the files stay.
 */
export class Tables extends Construct {
  readonly databaseName: string;
  readonly workgroup: CfnWorkGroup;
  readonly readerPolicy: ManagedPolicy;

  constructor(scope: Construct, id: string, { settings, accounts, storage, key }: TablesProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    const tablesFolder = `${settings.keyPrefix}tables/`;
    const resultsFolder = queryResultsFolder(settings);
    const names = accounts.map(({ name }) => name);
    // SQL would take a hyphen for a minus, and Glue knows lower-case names only: rights must name them so.
    this.databaseName = stackName.replaceAll('-', '_').toLowerCase();
    const database = new Database(this, 'Database', {
      databaseName: this.databaseName,
      description: `Rows of the selling-partner reports that ${stackName} imports`,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.workgroup = workgroup(this, 'Workgroup', {
      name: stackName,
      resultLocation: `s3://${storage.bucket.bucketName}/${resultsFolder}`,
      key,
      queryLimitGigabytes: settings.queryLimitGigabytes,
    });
    const bucket = Bucket.fromBucketName(this, 'Bucket', storage.bucket.bucketName);
    for (const type of reportTypeNames) {
      for (const table of reportTypeOf(type)?.tables ?? [])
        catalogueTable(this, { type, table, database, bucket, folder: tablesFolder, accounts: names });
    }
    this.nameQueries(names);
    this.readerPolicy = readerPolicy(this, 'Reader', {
      bucket: storage.bucket,
      tablesFolder,
      resultsFolder,
      databaseName: this.databaseName,
      workgroupName: stackName,
      key,
    });
  }

  /** Coupons and promotions as they stand now. */
  private nameQueries(accounts: readonly string[]): void {
    const rolling = reportTypeNames.map(reportTypeOf).filter((type) => type?.dates.kind === 'startRange');
    const account = mustNameAccount(accounts) ? accounts[0] : undefined;
    for (const tables of rolling.map((type) => type?.tables ?? [])) {
      for (const table of tables) {
        const query = new CfnNamedQuery(this, `${table.name}_latest`, {
          name: `${table.name}_latest`,
          description: `${table.meaning}, by the newest document that has it`,
          database: this.databaseName,
          workGroup: this.workgroup.name,
          queryString: latestQueryOf(table, tables, account),
        });
        query.addResourceDependency(this.workgroup);
      }
    }
  }
}
