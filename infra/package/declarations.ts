import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes the types of the construct, and of what they name, into a folder. The compiler also checks that Node 20 knows all that is used. */
export const declarations = (folder: string): void => {
  const all = mkdtempSync(join(tmpdir(), 'declarations-'));
  execFileSync('tsc', ['--project', 'tsconfig.package.json', '--outDir', all], { stdio: 'inherit' });
  mkdirSync(folder);
  for (const [name, text] of reached(join(all, 'infra'), 'report-import')) writeFileSync(join(folder, `${name}.d.ts`), text);
  rmSync(all, { recursive: true });
};

const neighbours = /(from '\.\/[\w-]+)\.ts'/g;

/** A declaration and those that it imports, all of one folder. @throws Error for one that lies elsewhere */
const reached = (folder: string, name: string): Map<string, string> => {
  const text = readFileSync(join(folder, `${name}.d.ts`), 'utf8');
  const outside = /from '(\.\.[^']*|zod)'/.exec(text)?.[1];
  if (outside !== undefined) throw new Error(`The types of ${name} name ${outside}, which is not in the package`);
  const names = [...text.matchAll(neighbours)].map(([from]) => from.slice("from './".length, -".ts'".length));
  return new Map([[name, text.replaceAll(neighbours, "$1.js'")], ...names.flatMap((one) => [...reached(folder, one)])]);
};
