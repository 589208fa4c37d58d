import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { z } from 'zod';

const Package = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** The licences of all third-party code in these bundles: they must be passed on with it. */
export const licencesOf = (bundles: readonly Metafile[]): string => {
  const namesOf = new Map<string, string[]>();
  for (const directory of [...new Set(bundles.flatMap(directoriesIn))].sort()) {
    const { name, version, license } = Package.parse(JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')));
    const file = readdirSync(directory).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined ? `Licence: ${license}` : readFileSync(join(directory, file), 'utf8').trim();
    namesOf.set(text, [...(namesOf.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  return [...namesOf].map(([text, names]) => `${[...new Set(names)].join('\n')}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`);
};

/** Of the packages of which something is in the bundle. */
const directoriesIn = ({ outputs }: Metafile): string[] =>
  Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? (/^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []) : []));
