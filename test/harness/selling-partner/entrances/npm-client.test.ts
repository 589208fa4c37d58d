import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { anAmazon, sampleApplication, sampleVendor } from '../an-amazon.ts';
import { startSellingPartnerServer } from './server.ts';

test('the npm client amazon-sp-api makes, polls and downloads a report, unchanged but for the host', async () => {
  const state = anAmazon({ behaviour: { queueSeconds: 0, progressSeconds: 0 } });
  const server = await startSellingPartnerServer({ state, port: 0 });
  const { clientId, clientSecrets } = sampleApplication;
  const { port } = new URL(server.url);

  try {
    const args = [
      'test/harness/selling-partner/entrances/npm-client.ts',
      port,
      clientId,
      clientSecrets[0] ?? '',
      sampleVendor.refreshToken,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, args);

    const { status, content } = JSON.parse(stdout);
    expect(status).toBe('DONE');
    expect(content).toContain('forecastByAsin');
  } finally {
    await server.close();
  }
});
