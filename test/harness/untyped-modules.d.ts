/** What the harness uses of packages that bring no types. */

declare module '@20minutes/s3rver' {
  import type { Server } from 'node:http';
  import type { AddressInfo } from 'node:net';

  type Options = {
    address: string;
    port: number;
    directory: string;
    silent: boolean;
    vhostBuckets: boolean;
    allowMismatchedSignatures: boolean;
    configureBuckets: { name: string }[];
  };
  type Context = { method: string; path: string; query: Record<string, string | undefined>; type: string; body: unknown };
  type Store = {
    getResourcePath: (bucket: string, key: string, resource: string) => string;
    putObject: (object: { bucket: string; key: string }) => Promise<unknown>;
    deleteObject: (bucket: string, key: string) => Promise<unknown>;
  };
  class S3rver {
    constructor(options: Options);
    store: Store;
    /** Koa's. */
    middleware: ((context: Context, next: () => Promise<void>) => Promise<void>)[];
    httpServer: Server;
    run(): Promise<AddressInfo>;
    close(): Promise<void>;
  }
  export = S3rver;
}

declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Without `path` the tables live in memory. */
  const dynalite: (options: { path?: string; createTableMs: number; deleteTableMs: number; updateTableMs: number }) => Server;
  export = dynalite;
}
