import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { bundleOf, bundleOptions } from '../functions/bundle.ts';
import { stepNames } from '../workflow/definition.ts';
import { declarations } from './declarations.ts';
import { javascript } from './javascript.ts';
import { licencesOf } from './licences.ts';
import { manifest } from './manifest.ts';

/** Writes the npm package of the construct into a folder. */
const packageInto = async (folder: string): Promise<void> => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'docs'), { recursive: true });
  const construct = await javascript(join(folder, 'index.js'));
  declarations(join(folder, 'types'));
  for (const step of stepNames) {
    const directory = join(folder, 'functions', step);
    mkdirSync(directory, { recursive: true });
    for (const { name, contents } of bundleOf(step)) writeFileSync(join(directory, name), contents);
  }
  const functions = stepNames.map((step) => buildSync({ ...bundleOptions(step), metafile: true }).metafile);
  writeFileSync(join(folder, 'THIRD-PARTY-LICENCES'), licencesOf([construct, ...functions]));
  for (const name of readdirSync('docs').filter(isForUsers)) writeFileSync(join(folder, 'docs', name), page(name));
  writeFileSync(join(folder, 'README.md'), readme());
  copyFileSync('LICENSE', join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
};

/** The page about the construct, with its links as they are from the folder above. */
const readme = (): string => readFileSync('docs/cdk-app.md', 'utf8').replaceAll(/\]\((?=[\w-]+\.md)/g, '](docs/');

/** Another page, with links to what is not in the package as plain words. */
const page = (name: string): string =>
  readFileSync(join('docs', name), 'utf8')
    .replaceAll('](cdk-app.md', '](../README.md')
    .replaceAll(/\[([^\]]+)\]\((?:\.\.\/(?!README)[^)]*|testing\.md)\)/g, '$1');

/** Pages that a person reads who runs an import; the others are about the making of it. */
const isForUsers = (name: string): boolean => name.endsWith('.md') && !['testing.md', 'cdk-app.md'].includes(name);

await packageInto('dist/package');
const [packed] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', 'dist', './dist/package'], { encoding: 'utf8' }));
console.log(`dist/${packed.filename}: ${packed.entryCount} files, ${packed.size} bytes packed, ${packed.unpackedSize} unpacked`);
