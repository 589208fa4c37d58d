import { gunzipSync } from 'node:zlib';
import { Agent, type Dispatcher, request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { salesOfOneDay } from '../a-caller.ts';
import { anAmazon, callCounts, sampleApplication, sampleVendor } from '../an-amazon.ts';
import type { AmazonState, Behaviour, Fault, Intercept, Operation } from '../types.ts';
import { sellingPartnerDispatcher } from './dispatcher.ts';
import { startSellingPartnerServer } from './server.ts';

type Door = { name: string; open: (state: AmazonState, intercept?: Intercept) => Promise<{ url: string; dispatcher: Dispatcher }> };

const noon = Date.parse('2026-03-15T12:00:00Z');
const type = salesOfOneDay.reportType;

const server: Door = {
  name: 'the server',
  open: async (state, intercept) => {
    const { url, close } = await startSellingPartnerServer({ state, now: () => noon, ...(intercept && { intercept }) });
    const dispatcher = new Agent();
    onTestFinished(async () => {
      await dispatcher.destroy();
      await close();
    });
    return { url, dispatcher };
  },
};
const memory: Door = {
  name: 'the dispatcher',
  open: async (state, intercept) => ({
    url: 'https://sellingpartnerapi-na.amazon.com',
    dispatcher: sellingPartnerDispatcher({ state, now: () => noon, sleep: async () => {}, ...(intercept && { intercept }) }),
  }),
};
const doors = [server, memory];

/** Signs in, asks for the report, reads it and its document over HTTP. */
const aClient = async (door: Door, state: AmazonState, intercept?: Intercept) => {
  const { url, dispatcher } = await door.open(state, intercept);
  const { refreshToken, clientId } = sampleVendor;
  const fields = {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
    client_secret: sampleApplication.clientSecrets[0] ?? '',
  };
  const login = async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };
    const { body } = await request(`${url}/auth/o2/token`, { method: 'POST', dispatcher, headers, body: `${new URLSearchParams(fields)}` });
    return asFields(await body.json()).access_token ?? '';
  };
  const token = await login();
  const call = async (method: 'GET' | 'POST', path: string, body: string | null = null) => {
    const headers = { 'x-amz-access-token': token, 'content-type': 'application/json' };
    const answer = await request(`${url}/reports/2021-06-30${path}`, { method, dispatcher, headers, body });
    return { status: answer.statusCode, fields: asFields(await answer.body.json()), headers: answer.headers };
  };
  const createReport = () => call('POST', '/reports', JSON.stringify({ marketplaceIds: sampleVendor.marketplaceIds, ...salesOfOneDay }));
  const open = async () => {
    const { reportId } = (await createReport()).fields;
    const { reportDocumentId } = (await call('GET', `/reports/${reportId}`)).fields;
    const { fields: document } = await call('GET', `/documents/${reportDocumentId}`);
    return request(document.url ?? '', { dispatcher });
  };
  return { createReport, call, open };
};
const asFields = (value: unknown) => value as Record<string, string>;

const atOnce = (behaviour: Behaviour = {}) => anAmazon({ behaviour: { queueSeconds: 0, progressSeconds: 0, ...behaviour } });
const only =
  (operation: Operation, nth: number, fault: Fault): Intercept =>
  (seen) =>
    seen.operation === operation && seen.nth === nth ? fault : 'pass';

test.for(doors)('through $name a report can be asked for, followed and read', async (door) => {
  const client = await aClient(door, atOnce());

  const { statusCode, headers, body } = await client.open();
  const bytes = Buffer.from(await body.bytes());

  expect(statusCode).toBe(200);
  expect(Number(headers['content-length'])).toBe(bytes.length);
  expect(JSON.parse(gunzipSync(bytes).toString()).reportSpecification.reportType).toBe(type);
});

test.for(doors)('through $name a long document comes as a stream that can be paused', async (door) => {
  const client = await aClient(door, atOnce({ document: { unpackedBytes: 20_000_000 } }));

  const { headers, body } = await client.open();
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    await new Promise(setImmediate);
  }

  expect(length).toBe(Number(headers['content-length']));
});

test.for(doors)('through $name a cut connection is an error after the bytes before it', async (door) => {
  const client = await aClient(door, atOnce({ document: { damage: { kind: 'cut', atByte: 200 } } }));

  const { body } = await client.open();

  await expect(body.bytes()).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test.for(doors)('through $name a body shorter than its Content-Length is an error', async (door) => {
  const client = await aClient(door, atOnce({ document: { damage: { kind: 'truncated', atByte: 200, contentLength: 'kept' } } }));

  const { body } = await client.open();

  await expect(body.bytes()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET', message: 'other side closed' });
});

test.for(doors)('through $name a body that is too short, without a Content-Length, looks complete', async (door) => {
  const client = await aClient(door, atOnce({ document: { damage: { kind: 'truncated', atByte: 200, contentLength: 'absent' } } }));

  const { body } = await client.open();

  expect(await body.bytes()).toHaveLength(200);
});

test.for(doors)('through $name a reset never reaches Amazon, a lost answer does', async (door) => {
  const state = atOnce();
  const intercept: Intercept = (seen) => (seen.operation === 'createReport' ? { kind: seen.nth === 1 ? 'reset' : 'lost-answer' } : 'pass');
  const client = await aClient(door, state, intercept);

  await expect(client.createReport()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(callCounts(state).createReport).toBe(0);
  await expect(client.createReport()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(callCounts(state).createReport).toBe(1);
  expect(state.reports).toHaveLength(1);
  expect(state.faults.map((fault) => fault.kind)).toEqual(['reset', 'lost-answer']);
});

test.for(doors)('through $name an error may come although Amazon acted, or without', async (door) => {
  const state = atOnce();
  const intercept: Intercept = ({ operation, nth }) =>
    operation === 'createReport' ? { kind: 'status', status: 503, acted: nth === 2 } : 'pass';
  const client = await aClient(door, state, intercept);

  const statuses = [(await client.createReport()).status, (await client.createReport()).status];

  expect(statuses).toEqual([503, 503]);
  expect(state.reports).toHaveLength(1);
});

test.for(doors)('through $name a request may arrive twice, and late', async (door) => {
  const state = atOnce();
  const client = await aClient(
    door,
    state,
    only('createReport', 1, { kind: 'delay', beforeMs: 5, afterMs: 5, next: { kind: 'duplicate' } }),
  );

  expect((await client.createReport()).status).toBe(202);
  expect(state.reports).toHaveLength(2);
});

test('in virtual time a delay uses the given clock', async () => {
  const slept: number[] = [];
  const state = atOnce();
  const intercept = only('token', 2, { kind: 'delay', beforeMs: 20_000, afterMs: 5000 });
  const sleep = async (ms: number) => void slept.push(ms);
  const dispatcher = sellingPartnerDispatcher({ state, now: () => noon, sleep, intercept });
  const ask = () => request('https://api.amazon.com/auth/o2/token', { method: 'POST', dispatcher, body: '' });

  await ask();
  await ask();

  expect(slept).toEqual([20_000, 5000]);
});

test('a delay beyond the caller’s timeout is a timeout, and Amazon acts nevertheless', async () => {
  const state = atOnce();
  const client = await aClient(memory, state, only('createReport', 1, { kind: 'delay', afterMs: 400_000 }));

  await expect(client.createReport()).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  expect(state.reports).toHaveLength(1);
});

test('a document can be closed before it was read to its end', async () => {
  for (const door of doors) {
    const client = await aClient(door, atOnce({ document: { unpackedBytes: 50_000_000 } }));
    const { body } = await client.open();
    body.on('error', () => {});
    body.destroy();
    expect((await client.createReport()).status).toBe(202);
  }
});
