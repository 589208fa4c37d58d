import { expect, test } from 'vitest';
import { z } from 'zod';
import { reportTypeNames, reportTypeOf } from '../../../lambdas/core/catalogue/report-types.ts';
import { columnsOf } from '../../../lambdas/core/catalogue/table-columns.ts';
import { stackOutputs } from '../../../lambdas/core/stack-outputs.ts';
import { anAccount, anAccountsFile, aTemplate, ownKey } from '../a-template.ts';

const accounts = anAccountsFile([anAccount({ name: 'acme-us' }), anAccount({ name: 'acme-de', enabled: false })]);
const { all, one, template } = aTemplate({ accounts });

const Columns = z.array(z.object({ Name: z.string(), Type: z.string(), Comment: z.string() }));
const GlueTable = z.object({
  Name: z.string(),
  Description: z.string(),
  Parameters: z.record(z.string(), z.union([z.string(), z.boolean()])),
  PartitionKeys: Columns,
  StorageDescriptor: z.looseObject({ Columns, Location: z.unknown() }),
});

const glueTables = all('AWS::Glue::Table').map(({ Properties }) => GlueTable.parse(Properties['TableInput']));
const glueTable = (name: string) => GlueTable.parse(glueTables.find(({ Name }) => Name === name));
const catalogueTables = reportTypeNames.flatMap((type) => (reportTypeOf(type)?.tables ?? []).map((table) => ({ type, table })));

test('the database has the tables of the catalogue', () => {
  expect(glueTables.map(({ Name }) => Name).sort()).toEqual(catalogueTables.map(({ table }) => table.name).sort());
  expect(one('AWS::Glue::Database').Properties).toMatchObject({ DatabaseInput: { Name: 'report_import_prod' } });
});

test('every column has its meaning as comment, in the order of the files', () => {
  for (const { type, table } of catalogueTables) {
    const { StorageDescriptor, Description } = glueTable(table.name);
    expect(StorageDescriptor.Columns.map(({ Name, Comment }) => [Name, Comment])).toEqual(
      columnsOf(type, table).map(({ name, meaning }) => [name, meaning]),
    );
    expect(Description).toBe(table.meaning);
  }
});

test('no comment is longer than Glue takes', () => {
  for (const { StorageDescriptor, PartitionKeys } of glueTables) {
    for (const { Comment } of [...StorageDescriptor.Columns, ...PartitionKeys]) expect(Comment.length, Comment).toBeLessThanOrEqual(255);
  }
});

test.for([
  ['asin', 'string'],
  ['start_date', 'date'],
  ['ordered_units', 'bigint'],
  ['ordered_revenue_amount', 'double'],
  ['imported_at', 'timestamp'],
] as const)('the type of %s is %s', ([name, type]) => {
  expect(glueTable('vendor_sales_by_asin').StorageDescriptor.Columns.find(({ Name }) => Name === name)?.Type).toBe(type);
});

test('a yes-or-no value is a boolean', () => {
  expect(glueTable('vendor_coupon_campaigns').StorageDescriptor.Columns.find(({ Name }) => Name === 'is_subscribe_and_save')?.Type).toBe(
    'boolean',
  );
});

test('files are Parquet, in the folders that Tabulate writes to', () => {
  const bucket = one('AWS::S3::Bucket', 'StorageBucket').id;
  expect(glueTable('vendor_sales_by_asin').StorageDescriptor).toMatchObject({
    Location: { 'Fn::Join': ['', ['s3://', { Ref: bucket }, '/tables/vendor_sales_by_asin/']] },
    InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
  });
  for (const { PartitionKeys } of glueTables) expect(PartitionKeys.map(({ Name }) => Name)).toEqual(['account', 'report_period', 'month']);
});

test('Athena finds the folders without adding partitions: accounts, disabled ones included, and months up to the next', () => {
  expect(glueTable('vendor_sales_by_asin').Parameters).toMatchObject({
    'projection.enabled': 'true',
    'projection.account.type': 'enum',
    'projection.account.values': 'acme-us,acme-de',
    'projection.report_period.type': 'enum',
    'projection.month.type': 'date',
    'projection.month.format': 'yyyy-MM',
    'projection.month.range': '2020-01,NOW+1MONTHS',
    'projection.month.interval': '1',
    'projection.month.interval.unit': 'MONTHS',
  });
});

test.for([
  ['vendor_sales_by_asin', 'DAY,WEEK,MONTH,QUARTER,YEAR'],
  ['brand_analytics_repeat_purchase', 'WEEK,MONTH,QUARTER'],
  ['vendor_real_time_sales', 'HOUR'],
  ['vendor_forecasting_by_asin', 'NONE'],
  ['promotions', 'NONE'],
] as const)('the periods of %s are %s', ([table, periods]) => {
  expect(glueTable(table).Parameters['projection.report_period.values']).toBe(periods);
});

test.for([
  [40, 'enum'],
  [41, 'injected'],
] as const)('with %i accounts the account is %s, and the saved queries name one where they must', ([count, type]) => {
  const many = aTemplate({
    accounts: anAccountsFile(Array.from({ length: count }, (_, index) => anAccount({ name: `account-${index}` }))),
  });
  for (const { Properties } of many.all('AWS::Glue::Table')) {
    expect(GlueTable.parse(Properties['TableInput']).Parameters['projection.account.type']).toBe(type);
  }
  const named = many.all('AWS::Athena::NamedQuery').filter(({ Properties }) => String(Properties['QueryString']).includes("= 'account-0'"));
  expect(named).toHaveLength(type === 'injected' ? 7 : 0);
});

test('queries run in a workgroup with a place for results, encryption and a limit that no client changes', () => {
  expect(one('AWS::Athena::WorkGroup').Properties).toMatchObject({
    Name: 'report-import-prod',
    RecursiveDeleteOption: true,
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      PublishCloudWatchMetricsEnabled: true,
      BytesScannedCutoffPerQuery: 10_000_000_000,
      ResultConfiguration: {
        OutputLocation: { 'Fn::Join': ['', ['s3://', { Ref: one('AWS::S3::Bucket', 'StorageBucket').id }, '/athena-results/']] },
        EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
        ExpectedBucketOwner: { Ref: 'AWS::AccountId' },
      },
    },
  });
});

test('a prefix, a limit and a key of one’s own hold for tables too', () => {
  const own = aTemplate({ settings: ownKey });
  expect(own.one('AWS::Athena::WorkGroup').Properties).toMatchObject({
    WorkGroupConfiguration: {
      BytesScannedCutoffPerQuery: 500_000_000,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: {} } },
    },
  });
  expect(JSON.stringify(own.one('AWS::Athena::WorkGroup'))).toContain('/amazon/athena-results/');
  expect(JSON.stringify(own.one('AWS::Glue::Table', 'vendorsalesbyasin'))).toContain('/amazon/tables/vendor_sales_by_asin/');
  expect(JSON.stringify(own.one('AWS::IAM::ManagedPolicy'))).toContain('"kms:Decrypt","kms:GenerateDataKey"');
});

test('a reader may query the tables and keep results, and sees neither documents nor ledger', () => {
  const { Properties } = one('AWS::IAM::ManagedPolicy', 'Reader');
  const policy = JSON.stringify(Properties['PolicyDocument']);
  const bucket = one('AWS::S3::Bucket', 'StorageBucket').id;
  expect(policy).toContain(
    `"Action":"s3:GetObject","Effect":"Allow","Resource":{"Fn::Join":["",[{"Fn::GetAtt":["${bucket}","Arn"]},"/tables/*"]]}`,
  );
  expect(policy).toContain('"athena:StartQueryExecution"');
  expect(policy).toContain('{"StringLike":{"s3:prefix":["tables/*","athena-results/*"]}}');
  expect(policy).not.toMatch(/reports\/|dynamodb|secretsmanager|glue:(Create|Update|Delete)/);
});

test('without tables the stack has nothing of Glue and Athena, and no output, alarm, picture or rule for them', () => {
  const without = aTemplate({ accounts, settings: { run: { tables: false } } });
  expect(without.text).not.toMatch(/AWS::(Glue|Athena)::|athena-results|UnknownFields|RowsSaved/);
  expect(without.all('AWS::IAM::ManagedPolicy')).toEqual([]);
  const outputs = without.template.findOutputs('*');
  expect(outputs).not.toHaveProperty(stackOutputs.database);
  expect(outputs).not.toHaveProperty(stackOutputs.workgroup);
  expect(outputs).not.toHaveProperty('TablesReaderPolicy');
  expect(template.findOutputs('*')).toHaveProperty('TablesReaderPolicy');
});
