import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type S3rver from '@20minutes/s3rver';

/**
 * Makes the local S3 keep earlier versions of an object, as a versioned bucket does: it lists and serves versions, as far as a reader of
 * old documents needs. A version's id is its number, from 1.
 * @param directory where older versions are stored
 */
export const keepVersions = (server: S3rver, directory: string): void => {
  const { store } = server;
  const folderOf = (bucket: string, key: string): string => join(directory, bucket, ...key.split('/'));
  const older = async (bucket: string, key: string): Promise<string[]> =>
    (await readdir(folderOf(bucket, key)).catch((): string[] => [])).filter((name) => /^\d+$/.test(name));
  const currentPath = (bucket: string, key: string): string => store.getResourcePath(bucket, key, 'object');
  const keep = async (bucket: string, key: string): Promise<void> => {
    if (!existsSync(currentPath(bucket, key))) return;
    const nth = (await older(bucket, key)).length + 1;
    await mkdir(folderOf(bucket, key), { recursive: true });
    await copyFile(currentPath(bucket, key), join(folderOf(bucket, key), String(nth)));
  };
  const { putObject, deleteObject } = store;
  store.putObject = async (object) => {
    await keep(object.bucket, object.key);
    return putObject.call(store, object);
  };
  store.deleteObject = async (bucket, key) => {
    await keep(bucket, key);
    return deleteObject.call(store, bucket, key);
  };
  server.middleware.unshift(async (context, next) => {
    const { versions, versionId, prefix = '' } = context.query;
    const [, bucket = '', ...parts] = decodeURIComponent(context.path).split('/');
    if (context.method !== 'GET' || (versions === undefined && versionId === undefined)) return next();
    if (versionId !== undefined) {
      const key = parts.join('/');
      const kept = join(folderOf(bucket, key), versionId);
      context.body = await readFile(existsSync(kept) ? kept : currentPath(bucket, key));
      return;
    }
    const before = await older(bucket, prefix);
    const count = before.length + (existsSync(currentPath(bucket, prefix)) ? 1 : 0);
    const ids = Array.from({ length: count }, (_, index) => count - index);
    context.type = 'application/xml';
    context.body = `<?xml version="1.0" encoding="UTF-8"?>
<ListVersionsResult>${ids.map((id) => `<Version><Key>${escaped(prefix)}</Key><VersionId>${id}</VersionId></Version>`).join('')}</ListVersionsResult>`;
  });
};

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
