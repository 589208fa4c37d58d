import { z } from 'zod';
import { deployedPorts } from './deployed/deployed.ts';
import type { Connect } from './program.ts';

/** Opens the local world, sets the environment variables that point to it, runs, and closes it. */
type WithLocalWorld = (run: () => Promise<number>, directory?: string, begins?: boolean, accountsFile?: string) => Promise<number>;

const LocalModule = z.object({ withLocalWorld: z.custom<WithLocalWorld>((value) => typeof value === 'function', 'is missing') });

/** By name, so that neither the engine nor the fake Amazon is loaded unless it is wanted. */
const localModule = new URL('local/start.ts', import.meta.url).href;

/** To the deployed stack, or to the local world. */
export const connect: Connect = async ({ stack, accountsFile, local, directory, begins }, run) => {
  const deployed = async () => run(await deployedPorts({ stack, accountsFile, isLocal: local, directory }));
  return local ? LocalModule.parse(await import(localModule)).withLocalWorld(deployed, directory, begins, accountsFile) : deployed();
};
