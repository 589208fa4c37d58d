import type { Morning } from './one-morning.ts';

export type Fates = Pick<Morning, 'saved' | 'carriedOver' | 'rejected' | 'refused'> & {
  reports: number;
  lost: number;
  /** How much longer than the bound an account took: the middle of all, and the worst. */
  ratio: { middle: number; worst: number };
};

/** The ends of all reports; one that no run asked for is lost. */
export const fatesOf = (mornings: readonly Morning[], wanted: number): Fates => {
  const sum = (of: 'saved' | 'carriedOver' | 'rejected' | 'refused') => mornings.reduce((total, one) => total + one[of], 0);
  const ratios = mornings.map(({ minutes, boundMinutes }) => minutes / boundMinutes).sort((one, other) => one - other);
  const figure = (value = 0): number => Number(value.toFixed(3));
  return {
    reports: wanted,
    saved: sum('saved'),
    carriedOver: sum('carriedOver'),
    lost: wanted - sum('saved') - sum('carriedOver'),
    rejected: sum('rejected'),
    refused: sum('refused'),
    ratio: { middle: figure(ratios[Math.floor(ratios.length / 2)]), worst: figure(ratios.at(-1)) },
  };
};

export const isWhole = ({ lost, rejected }: Fates): boolean => lost === 0 && rejected === 0;
