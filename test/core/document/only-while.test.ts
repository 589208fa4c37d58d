import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { onlyWhile } from '../../../lambdas/core/document/only-while.ts';
import { DamagedDocumentError } from '../../../lambdas/core/errors.ts';

/** Enough turns of the event loop for streams to do whatever they do without a reader. */
const turnsOfTheLoop = async () => {
  for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
};
const document = () => Readable.from([Buffer.from('a small '), Buffer.from('document')], { objectMode: false });

test('a stream passes whole while the condition holds', async () => {
  expect((await buffer(onlyWhile(async () => true, document()))).toString()).toBe('a small document');
});

test('a stream fails at its very end when the condition does not hold any more', async () => {
  const chunks: string[] = [];
  const reading = (async () => {
    for await (const chunk of onlyWhile(async () => false, document())) chunks.push(String(chunk));
  })();

  await expect(reading).rejects.toThrow(DamagedDocumentError);
  expect(chunks.join('')).toBe('a small document');
});

test('the condition is checked after the reader has taken the last byte, not when that byte becomes available', async () => {
  let isOurs = true;
  const guarded = onlyWhile(async () => isOurs, document());

  await turnsOfTheLoop();
  isOurs = false;

  await expect(buffer(guarded)).rejects.toThrow(DamagedDocumentError);
});

test('a source that fails before anyone reads fails the stream with its error, and does not crash the process', async () => {
  const body = document();
  const guarded = onlyWhile(async () => true, body);

  body.destroy(new DamagedDocumentError('cut'));
  await turnsOfTheLoop();

  await expect(buffer(guarded)).rejects.toThrow('cut');
});

test('a reader that stops reading closes the source', async () => {
  const body = document();
  const guarded = onlyWhile(async () => true, body);

  guarded.destroy();

  expect(body.destroyed).toBe(true);
});
