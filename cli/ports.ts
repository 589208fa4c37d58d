import type { Ports } from '../lambdas/core/ports.ts';
import type { ObjectVersions } from './deployed/object-versions.ts';
import type { SecretStore } from './deployed/secret-store.ts';
import type { Workflow } from './deployed/workflow.ts';
import type { TableQueries } from './query/answer.ts';

/** Where the importer that a command talks to is deployed. */
export type Place = {
  stack: string;
  isLocal: boolean;
  /** Of the local world, where it was named. */
  directory?: string | undefined;
  stateMachineArn: string;
  bucketName: string;
  /** Comes before every key in the bucket. */
  keyPrefix?: string | undefined;
  ledgerTable: string;
  accountsFile: string;
  /** The accounts file that the command line named: the next one must name it too. */
  namedAccountsFile?: string | undefined;
};

/** The person at the terminal, and their files. */
export type Terminal = {
  /** What a person answers; undefined where there is no terminal. */
  ask: (question: string) => Promise<string | undefined>;
  /** Whole stdin, as text. */
  readInput: () => Promise<string>;
  writeFile: (path: string, text: string) => Promise<void>;
  /**
   * Writes beside the file and renames: it is whole, old or new, whenever the process ends. One process at a time changes it.
   * `before`: undefined when there is no file. @throws what `change` throws, and then nothing was written
   */
  replaceFile: (path: string, change: (before: string | undefined) => string) => Promise<void>;
  readFile: (path: string) => Promise<string>;
  /** Reads files that lie beside another one, by the names that stand in it. */
  readBeside: (path: string) => (name: string) => string;
};

/** All that a command may touch; tests give the twins. */
export type CliPorts = Terminal &
  Pick<Ports, 'clock' | 'ledger' | 'bucket' | 'accounts' | 'settings' | 'sellingPartner'> & {
    workflow: Workflow;
    secrets: SecretStore;
    /** Amazon through secrets that are not stored yet, by the name they shall have; the others are read. */
    connectWith: (unstored: ReadonlyMap<string, string>) => Ports['sellingPartner'];
    tables: TableQueries;
    versions: ObjectVersions;
    place: Place;
    /** The schedules that the stack holds; undefined where there is no stack (the local world). */
    schedules: () => Promise<string[] | undefined>;
    /** Resolves after that time, or at once when the signal is aborted. */
    sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  };
