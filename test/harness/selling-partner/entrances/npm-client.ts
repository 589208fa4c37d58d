import { request } from 'node:http';
import https from 'node:https';

/*
 * The npm client `amazon-sp-api` unchanged, but for the host: it uses https to Amazon's hosts only, so its requests are redirected
 * to the server on loopback. A process of its own, since that changes Node's https module.
 */

type Client = {
  callAPI: (call: object) => Promise<Record<string, string>>;
  download: (document: object, options?: object) => Promise<unknown>;
};

const [port, clientId, clientSecret, refreshToken] = process.argv.slice(2);
Object.assign(https, {
  request: (options: object, answer: () => void) =>
    request({ ...options, hostname: '127.0.0.1', port: Number(port), agent: undefined, protocol: 'http:' }, answer),
});
const module = await import('amazon-sp-api');
const SellingPartner = module.default as unknown as new (options: object) => Client;
const client = new SellingPartner({
  region: 'na',
  refresh_token: refreshToken,
  credentials: { SELLING_PARTNER_APP_CLIENT_ID: clientId, SELLING_PARTNER_APP_CLIENT_SECRET: clientSecret },
});
const call = (operation: string, more: object) => client.callAPI({ operation, endpoint: 'reports', ...more });

const { reportId } = await call('createReport', {
  body: { reportType: 'GET_VENDOR_FORECASTING_REPORT', marketplaceIds: ['ATVPDKIKX0DER'], reportOptions: { sellingProgram: 'RETAIL' } },
});
let report: Record<string, string>;
do {
  report = await call('getReport', { path: { reportId } });
} while (!['DONE', 'FATAL', 'CANCELLED'].includes(report['processingStatus'] ?? ''));
const document = await call('getReportDocument', { path: { reportDocumentId: report['reportDocumentId'] } });
const content = await client.download(document, { json: true });
process.stdout.write(JSON.stringify({ status: report['processingStatus'], content }));
