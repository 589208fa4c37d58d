import { defaultStackName } from '../lambdas/core/stack-outputs.ts';
import type { Place } from './ports.ts';

/** A command line to paste. It reaches what the printing command looked at: the same stack, or the local world. */
export const hint = (place: Pick<Place, 'isLocal' | 'directory' | 'stack' | 'namedAccountsFile'>, words: string): string => {
  const { isLocal, directory, stack, namedAccountsFile: file } = place;
  return [
    'npm run import --',
    ...(isLocal ? localWords(directory) : stackWords(stack)),
    ...(file ? ['--accounts-file', quoted(file)] : []),
    words,
  ].join(' ');
};

const localWords = (directory: string | undefined): string[] => ['--local', ...(directory ? ['--directory', quoted(directory)] : [])];

/** The environment that named it may be gone in the shell that the line is pasted into. */
const stackWords = (stack: string): string[] => (stack === defaultStackName ? [] : ['--stack', quoted(stack)]);

/** As a shell takes it for one word. */
export const quoted = (path: string): string => (/^[\w./:@%+=-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);
