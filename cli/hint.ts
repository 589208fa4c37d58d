import type { Place } from './ports.ts';

/** A command line to paste. It reaches the world that the printing command looked at: without `--local` it would ask AWS. */
export const hint = ({ isLocal, directory }: Pick<Place, 'isLocal' | 'directory'>, words: string): string =>
  ['npm run import --', ...(isLocal ? ['--local'] : []), ...(isLocal && directory ? ['--directory', quoted(directory)] : []), words].join(
    ' ',
  );

/** As a shell takes it for one word. */
const quoted = (path: string): string => (/^[\w./:@%+=-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);
