import { GetObjectCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { StoreUnavailableError } from '../../lambdas/core/errors.ts';

/** What an object of the bucket was before, as far as the bucket keeps versions. */
export type ObjectVersions = {
  /** Ids of all that are kept, newest first. */
  list: (key: string) => Promise<string[]>;
  read: (key: string, id: string) => Promise<Uint8Array>;
};

/** Needs `s3:ListBucketVersions` and `s3:GetObjectVersion`. Throws StoreUnavailableError when S3 does not serve us. */
export const objectVersionsOf = ({
  client,
  bucketName,
  keyPrefix,
}: {
  client: S3Client;
  bucketName: string;
  keyPrefix: string;
}): ObjectVersions => {
  const keyOf = (key: string): string => `${keyPrefix}${key}`;
  return {
    list: (key) =>
      served(key, async () => {
        // A page has a thousand, far more than a month of versions.
        const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucketName, Prefix: keyOf(key) }));
        return Versions.flatMap(({ Key, VersionId }) => (Key === keyOf(key) && VersionId !== undefined ? [VersionId] : []));
      }),
    read: (key, id) =>
      served(key, async () => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucketName, Key: keyOf(key), VersionId: id }));
        return (await Body?.transformToByteArray()) ?? new Uint8Array();
      }),
  };
};

const served = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new StoreUnavailableError(
      `S3 did not serve the versions of ${key} (${why}). It needs s3:ListBucketVersions and s3:GetObjectVersion.`,
      { cause: error },
    );
  }
};
