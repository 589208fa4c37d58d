import { writeFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { endOn, fileTrouble } from '../../../cli/local/file-trouble.ts';

const trouble = (code: string) => Object.assign(new Error(`${code}: it cannot be written`), { code });

test.for([
  ['ENOSPC', 'The disk is full: make room, and start again. What was saved is kept.'],
  ['EACCES', 'name another with --directory'],
  ['ENOTDIR', 'A part of the path is a file'],
] as const)('%s is reported with a message, and ends the process with 2', ([code, words]) => {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('ended');
  });
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    expect(() => endOn(trouble(code))).toThrow('ended');
    expect(exit).toHaveBeenCalledWith(2);
    expect(written).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(words));
  } finally {
    vi.restoreAllMocks();
  }
});

test('a device that is always full really gives that error', async () => {
  const error: unknown = await writeFile('/dev/full', 'x').catch((refused: unknown) => refused);
  if (process.platform === 'linux') expect(fileTrouble(error)).toContain('The disk is full');
});

test('any other error is ours: it is thrown on', () => {
  expect(() => endOn(new TypeError('ours'))).toThrow(TypeError);
});
