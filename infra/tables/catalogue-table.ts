import { type Column, DataFormat, type IDatabase, S3Table, S3TableStorage, Schema, type Type } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { ReportTypeName } from '../../lambdas/core/catalogue/report-types.ts';
import type { Column as CatalogueColumn, ColumnType, Table } from '../../lambdas/core/catalogue/table.ts';
import { columnsOf, partitionColumns } from '../../lambdas/core/catalogue/table-columns.ts';
import { projectionOf } from './projection.ts';

export type CatalogueTableProps = {
  type: ReportTypeName;
  table: Table;
  database: IDatabase;
  bucket: IBucket;
  /** Key of the folder with the tables' folders: `tables/`, behind the prefix of all keys. */
  folder: string;
  accounts: readonly string[];
};

/** One table of the catalogue as Glue knows it: the columns that the files have, each with its meaning. */
export const catalogueTable = (scope: Construct, { type, table, database, bucket, folder, accounts }: CatalogueTableProps): S3Table =>
  new S3Table(scope, table.name, {
    database,
    tableName: table.name,
    description: table.meaning,
    columns: columnsOf(type, table).map(glueColumn),
    partitionKeys: partitionColumns.map(glueColumn),
    partitionProjection: projectionOf(type, accounts),
    // Client-side encryption is what Glue means by it: S3 decrypts by itself.
    hasEncryptedData: false,
    dataFormat: DataFormat.PARQUET,
    storage: S3TableStorage.fromBucket(bucket),
    s3Prefix: `${folder}${table.name}/`,
  });

const glueColumn = ({ name, type, meaning }: CatalogueColumn): Column => ({ name, type: glueTypes[type], comment: meaning });

/** As `parquetFile` writes them. */
const glueTypes: Readonly<Record<ColumnType, Type>> = {
  string: Schema.STRING,
  date: Schema.DATE,
  timestamp: Schema.TIMESTAMP,
  integer: Schema.BIG_INT,
  number: Schema.DOUBLE,
  boolean: Schema.BOOLEAN,
};
