import type { DocumentOrigin } from '../../../lambdas/core/tables/document-origin.ts';
import type { TabulateInput } from '../../../lambdas/core/tables/tabulate.ts';

/** A week's sales of a vendor, saved on the Tuesday after. */
export const anOrigin = (of: Partial<DocumentOrigin> = {}): DocumentOrigin => ({
  account: 'acme-us',
  kind: 'vendor',
  type: 'VendorSalesReport',
  marketplaceId: 'ATVPDKIKX0DER',
  options: { reportPeriod: 'WEEK', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' },
  window: { start: '2026-11-15', end: '2026-11-21' },
  series: 'VendorSalesReport/US/distributorView=MANUFACTURING,reportPeriod=WEEK,sellingProgram=RETAIL',
  reportId: 'R1',
  documentSha256: 'c0ffee',
  importedAt: '2026-11-24T09:30:00Z',
  ...of,
});

/** The end of each file that was opened. */
export type Files = Map<string, { bytes: Buffer; state: 'open' | 'finished' | 'aborted' }>;

/** The conversion of a document, cut into chunks of that size, into files in memory. */
export const aTabulation = (
  text: string | Uint8Array,
  { chunkBytes = 64 * 1024, ...of }: Partial<DocumentOrigin> & { chunkBytes?: number } = {},
): TabulateInput & { files: Files } => {
  const bytes = Buffer.from(text);
  const files: Files = new Map();
  return {
    files,
    origin: anOrigin(of),
    document: async function* () {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
    open: ({ key }) => {
      files.set(key, { bytes: Buffer.alloc(0), state: 'open' });
      const change = (how: (file: { bytes: Buffer; state: string }) => { bytes: Buffer; state: 'open' | 'finished' | 'aborted' }) =>
        files.set(key, how(files.get(key) ?? { bytes: Buffer.alloc(0), state: 'open' }));
      return {
        write: async (chunk) => void change((file) => ({ bytes: Buffer.concat([file.bytes, chunk]), state: 'open' })),
        finish: async () => void change(({ bytes: written }) => ({ bytes: written, state: 'finished' })),
        abort: async () => void change(({ bytes: written }) => ({ bytes: written, state: 'aborted' })),
      };
    },
  };
};
