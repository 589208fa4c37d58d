import { flagsOf, refuse } from './flags.ts';
import { anAmazon, sampleApplication, sampleSeller, sampleVendor } from './selling-partner/an-amazon.ts';
import { startSellingPartnerServer } from './selling-partner/entrances/server.ts';

const help = `A fake Amazon on this machine: Login with Amazon, the Reports API 2021-06-30 and the documents behind it.

Usage: npm run sandbox -- [--port 9210] [--help]

Published rate limits hold, reports take some seconds, and everything is forgotten at the end. Ctrl-C ends it.`;

const values = flagsOf({ port: { type: 'string', default: '9210' }, help: { type: 'boolean', short: 'h', default: false } }, help);

if (values.help) console.log(help);
else await run(portOf(values.port));

async function run(port: number): Promise<void> {
  const state = anAmazon({ seed: port, behaviour: { queueSeconds: [2, 5], progressSeconds: [3, 8] } });
  const server = await startSellingPartnerServer({ state, port }).catch((error: NodeJS.ErrnoException) => unusable(port, error));
  console.log(greeting(server.url, server.lwaTokenUrl));
  process.once('SIGINT', () => void server.close());
  process.once('SIGTERM', () => void server.close());
}

function portOf(written: string): number {
  const port = Number(written);
  return /^\d+$/.test(written) && port <= 65_535
    ? port
    : refuse(`--port: "${written}" is not a port: 0 (any that is free) to 65535.`, help);
}

function unusable(port: number, error: NodeJS.ErrnoException): never {
  const words = { EADDRINUSE: 'is taken by another program', EACCES: 'may not be used by you' }[String(error.code)];
  return words === undefined ? raise(error) : refuse(`--port: ${port} ${words}: name another one.`, help);
}

function raise(error: Error): never {
  throw error;
}

function greeting(url: string, lwaTokenUrl: string): string {
  const { clientId, clientSecrets } = sampleApplication;
  const [clientSecret = ''] = clientSecrets;
  return `Selling Partner API   ${url}
Login with Amazon     ${lwaTokenUrl}
client id             ${clientId}
client secret         ${clientSecret}
refresh token         ${sampleVendor.refreshToken} (vendor, ${sampleVendor.marketplaceIds.join(', ')})
                      ${sampleSeller.refreshToken} (seller, ${sampleSeller.marketplaceIds.join(', ')})

To try it, paste:

TOKEN=$(curl -s ${lwaTokenUrl} \\
  --data-urlencode grant_type=refresh_token --data-urlencode 'refresh_token=${sampleVendor.refreshToken}' \\
  --data-urlencode client_id=${clientId} --data-urlencode client_secret=${clientSecret} \\
  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

curl -s ${url}/reports/2021-06-30/reports -H "x-amz-access-token: $TOKEN" -H 'content-type: application/json' \\
  -d '{"reportType":"GET_VENDOR_FORECASTING_REPORT","marketplaceIds":["ATVPDKIKX0DER"],"reportOptions":{"sellingProgram":"RETAIL"}}'

curl -s "${url}/reports/2021-06-30/reports?reportTypes=GET_VENDOR_FORECASTING_REPORT" -H "x-amz-access-token: $TOKEN"

Ctrl-C ends it.`;
}
