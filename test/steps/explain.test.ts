import { expect, test } from 'vitest';
import { explain } from '../../lambdas/explain.ts';
import { revoke, sampleVendor } from '../harness/selling-partner/an-amazon.ts';
import { fatalTexts } from '../harness/selling-partner/reports/fatal-texts.ts';
import { aStage, invocation } from './a-step.ts';

const refused = { reportId: 'R1', reportDocumentId: 'R1-document', resumeAt: 'check', attempts: 1, askedSince: '2026-11-25T05:00:00Z' };
const fatal = (fatalText: string, document = {}) => ({
  amazon: { reports: { R1: { processingStatus: 'FATAL' as const, reportType: 'GET_VENDOR_TRAFFIC_REPORT', fatalText, document } } },
});

test('Amazon’s reason is read and kept, and the next try asks for a new report', async () => {
  const { world, message, item } = await aStage(refused, fatal(fatalTexts.optionsMissing(['sellingProgram'])));

  const { result } = await explain(world.ports)(message, invocation);

  const { outcome, resumeAt, reportId } = await item();
  expect([result, outcome?.reason?.code, resumeAt, reportId]).toEqual(['failed', 'wrong-parameters', 'request', undefined]);
  expect(outcome?.reason?.text).toBe(fatalTexts.optionsMissing(['sellingProgram']));
});

test.for([
  [fatalTexts.noManufacturerCode, 'wrong-parameters', /SOURCING/],
  [fatalTexts.marketplaceMismatch, 'wrong-parameters', /take US out/],
  [fatalTexts.oneDayOnly, 'span-refused', /one period/],
] as const)('“%s” fails at once, and the advice names what to change', async ([text, code, advice]) => {
  const { world, message, item } = await aStage(refused, fatal(text));

  expect((await explain(world.ports)(message, invocation)).result).toBe('failed');
  expect((await item()).outcome?.reason).toMatchObject({ code, text, advice: expect.stringMatching(advice) });
});

test('a marketplace that createReport itself refuses is named in the advice', async () => {
  const { world, message, item } = await aStage({ reportId: undefined });
  const errorMessage =
    'Amazon refused createReport (400 InvalidInput: Report rejected for this client. Some of the marketplaces are not allowed for this Report).';

  await explain(world.ports)({ ...message, error: { Error: 'RequestRefusedError', Cause: JSON.stringify({ errorMessage }) } }, invocation);

  expect((await item()).outcome?.reason).toMatchObject({
    code: 'request-refused',
    advice: expect.stringMatching(/take US out .* "marketplaces"/),
  });
});

test('a report that is not published for two weeks is given up', async () => {
  const { world, message, item } = await aStage({ ...refused, askedSince: '2026-11-10T00:00:00Z' }, fatal(fatalTexts.notYetAvailable));

  expect((await explain(world.ports)(message, invocation)).result).toBe('failed');
  expect((await item()).outcome?.reason?.code).toBe('given-up');
});

test('a reason that arrives damaged is read again, a bounded number of times', async () => {
  const cut = { damage: { kind: 'cut', atByte: 3 } } as const;
  const { world, message, item } = await aStage(refused, fatal(fatalTexts.notYetAvailable, cut));
  const results: string[] = [];
  for (let time = 0; time < 3; time += 1) results.push((await explain(world.ports)(message, invocation)).result);

  expect(results).toEqual(['throttled', 'throttled', 'unfinished']);
  expect((await item()).outcome?.reason).toMatchObject({
    code: 'ambiguous-refusal',
    text: 'Amazon gave a reason, but it never arrived whole',
  });
});

test('a reason that cannot be read because access was revoked: the outcome is the revoked access', async () => {
  const { world, message, item } = await aStage(refused, fatal(fatalTexts.notYetAvailable));
  revoke(world.amazon, sampleVendor.refreshToken);

  expect((await explain(world.ports)(message, invocation)).result).toBe('failed');
  expect((await item()).outcome?.reason?.code).toBe('authorization-revoked');
});

test.for([
  ['SellingPartnerUnavailableError', 'R1'],
  ['DamagedDocumentError', undefined],
  ['RequestRefusedError', undefined],
])('after %s in Download the job continues with report %s', async ([name = '', reportId]) => {
  const { world, message, item } = await aStage({ ...refused, resumeAt: 'download' });

  await explain(world.ports)({ ...message, error: { Error: name, Cause: JSON.stringify({ errorMessage: 'why' }) } }, invocation);

  expect((await item()).outcome?.reason?.text).toBe(`${name}: why`);
  expect((await item()).reportId).toBe(reportId);
});

test('a repeat of the step records nothing new', async () => {
  const { world, message, item } = await aStage(refused, fatal(fatalTexts.optionsMissing(['sellingProgram'])));

  await explain(world.ports)(message, invocation);
  const first = await item();
  await explain(world.ports)(message, invocation);

  expect(await item()).toEqual(first);
});
