import { createHash } from 'node:crypto';

/**
 * The number of nested stacks for the accounts. Never changed: another number would move nearly every account, and a secret that moves
 * cannot be made again under its name. Ten hold 500 accounts as some fifty each, and some 160 fit into one.
 */
export const placeCount = 10;

/** The nested stack that holds what belongs to a name: it follows from the name alone, so that nothing moves when others are added or removed. */
export const placeOf = (name: string): number => createHash('sha256').update(name).digest().readUInt32BE() % placeCount;
