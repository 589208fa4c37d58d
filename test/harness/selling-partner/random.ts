/** A number stream that is the same for the same seed and words: nothing in the fake is random by itself. */
export type Random = {
  /** At least 0, below 1. */
  next: () => number;
  integer: (least: number, most: number) => number;
  pick: <T>(choices: readonly [T, ...T[]]) => T;
};

export const randomFrom = (seed: number, ...words: readonly (string | number)[]): Random => {
  const next = seededRandom(hash(`${seed}/${words.join('/')}`));
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return { next, integer, pick: (choices) => choices[integer(0, choices.length - 1)] ?? choices[0] };
};

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Upper-case letters and digits, as in ASINs. */
export const code = (random: Random, length: number): string =>
  Array.from({ length }, () => random.integer(0, 35).toString(36))
    .join('')
    .toUpperCase();

export const uuid = (random: Random): string =>
  [8, 4, 4, 4, 12].map((length) => Array.from({ length }, () => random.integer(0, 15).toString(16)).join('')).join('-');

/** FNV-1a, 32 bits. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
};

/** The bare stream of numbers, at least 0 and below 1, for uses that need no more (mulberry32). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
