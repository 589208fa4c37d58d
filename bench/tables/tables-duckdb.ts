import { DuckDBInstance } from '@duckdb/node-api';
import { reportOutcome } from './report-outcome.ts';

/** The reference: the same document by DuckDB, written with the same codec; it detects the columns or gets them. */
const [contender = '', shape = '', input = '', output = ''] = process.argv.slice(2);

const money = 'STRUCT(amount DOUBLE, "currencyCode" VARCHAR)';
const shapes: Record<string, { array: string; fields: string; others: string }> = {
  'search-terms': {
    array: 'dataByDepartmentAndSearchTerm',
    fields:
      '"departmentName" VARCHAR, "searchTerm" VARCHAR, "searchFrequencyRank" BIGINT, "clickedAsin" VARCHAR, "clickShareRank" BIGINT, "clickShare" DOUBLE, "conversionShare" DOUBLE',
    others: '',
  },
  'vendor-sales': {
    array: 'salesByAsin',
    fields: `"startDate" DATE, "endDate" DATE, asin VARCHAR, "customerReturns" BIGINT, "orderedRevenue" ${money}, "orderedUnits" BIGINT, "shippedCogs" ${money}, "shippedRevenue" ${money}, "shippedUnits" BIGINT`,
    others: ", salesAggregate: 'JSON'",
  },
};

/** DuckDB takes a document as one object, with a size that must fit in 32 bits. */
const longestObjectBytes = 2 ** 32 - 1;

await reportOutcome(async () => {
  const { array, fields, others } = shapes[shape] ?? { array: '', fields: '', others: '' };
  const connection = await (await DuckDBInstance.create()).connect();
  const columns = contender === 'duckdb' ? '' : `, columns = {reportSpecification: 'JSON', ${array}: 'STRUCT(${fields})[]'${others}}`;
  const source = `read_json('${input}', maximum_object_size = ${longestObjectBytes}${columns})`;
  const rows = `SELECT unnest("${array}", recursive := true) FROM ${source}`;
  const { rowsChanged } = await connection.run(`COPY (${rows}) TO '${output}' (FORMAT parquet, COMPRESSION zstd)`);
  return { rows: Number(rowsChanged) };
});
