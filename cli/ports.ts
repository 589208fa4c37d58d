import type { Ports } from '../lambdas/core/ports.ts';
import type { ObjectVersions } from './object-versions.ts';
import type { TableQueries } from './query/answer.ts';
import type { SecretStore } from './secret-store.ts';
import type { Workflow } from './workflow.ts';

/** Where the importer that a command talks to is deployed. */
export type Place = {
  stack: string;
  isLocal: boolean;
  /** Of the local world, where it was named. */
  directory?: string | undefined;
  stateMachineArn: string;
  bucketName: string;
  ledgerTable: string;
  accountsFile: string;
  /** The accounts file that the command line named: the next one must name it too. */
  namedAccountsFile?: string | undefined;
};

/** All that a command may touch; tests give the twins. */
export type CliPorts = Pick<Ports, 'clock' | 'ledger' | 'bucket' | 'accounts' | 'settings' | 'sellingPartner'> & {
  workflow: Workflow;
  secrets: SecretStore;
  /** Amazon through secrets that are not stored yet, by the name they shall have; the others are read. */
  connectWith: (unstored: ReadonlyMap<string, string>) => Ports['sellingPartner'];
  tables: TableQueries;
  versions: ObjectVersions;
  place: Place;
  /** The schedules that the stack holds; undefined where there is no stack (the local world). */
  schedules: () => Promise<string[] | undefined>;
  /** What a person answers at the terminal; undefined where there is none. */
  ask: (question: string) => Promise<string | undefined>;
  /** Whole stdin, as text. */
  readInput: () => Promise<string>;
  writeFile: (path: string, text: string) => Promise<void>;
  readFile: (path: string) => Promise<string>;
  /** Resolves after that time, or at once when the signal is aborted. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};
