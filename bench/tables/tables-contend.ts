import { createReadStream, openSync, writeSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ReportTypeName } from '../../lambdas/core/catalogue/report-types.ts';
import type { DocumentOrigin } from '../../lambdas/core/tables/document-origin.ts';
import { parseRows } from '../../lambdas/core/tables/rows/parse-rows.ts';
import { rowSlicer } from '../../lambdas/core/tables/rows/row-slicer.ts';
import { tabulate } from '../../lambdas/core/tables/tabulate.ts';
import { reportOutcome } from './report-outcome.ts';

/** Our conversion of one document, or parts of it, in a process of its own. */
const [contender = '', shape = '', input = '', output = ''] = process.argv.slice(2);

const document = () => pipeline(createReadStream(input, { highWaterMark: 256 * 1024 }), createGunzip({ chunkSize: 256 * 1024 }), () => {});

const arrays = shape === 'vendor-sales' ? ['salesAggregate', 'salesByAsin'] : ['dataByDepartmentAndSearchTerm'];
const type: ReportTypeName = shape === 'vendor-sales' ? 'VendorSalesReport' : 'BrandAnalyticsSearchTermsReport';

const origin: DocumentOrigin = {
  account: 'acme-us',
  kind: 'vendor',
  type,
  marketplaceId: 'ATVPDKIKX0DER',
  options: { reportPeriod: 'WEEK', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' },
  window: { start: '2026-03-01', end: '2026-03-07' },
  series: `${type}/US/reportPeriod=WEEK`,
  reportId: 'R1',
  documentSha256: 'c0ffee',
  importedAt: '2026-03-10T09:30:00Z',
};

const contenders: Record<string, () => Promise<{ rows?: number }>> = {
  gunzip: async () => {
    for await (const _ of document());
    return {};
  },
  'slice and parse': async () => {
    const slicer = rowSlicer(arrays);
    let rows = 0;
    for await (const chunk of document()) for (const slice of slicer.add(chunk)) rows += parseRows(slice).rows.length;
    slicer.end();
    return { rows };
  },
  ours: async () => {
    const { files } = await tabulate({
      document,
      origin,
      open: () => {
        const file = openSync(output, 'w');
        return { write: async (chunk) => void writeSync(file, chunk), finish: async () => {}, abort: async () => {} };
      },
    });
    return { rows: files.reduce((sum, { rows }) => sum + rows, 0) };
  },
};

await reportOutcome(contenders[contender] ?? (async () => Promise.reject(new Error(`no contender "${contender}"`))));
