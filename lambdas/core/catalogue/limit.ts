/**
 * A limit of createReport that Amazon does not publish and that belongs to one report type: so many calls in any so many hours.
 * `account`: of each selling-partner account; `application`: of all accounts of one application together.
 */
export type Limit = { calls: number; perHours: number; scope: 'account' | 'application' };

const PERIODS: Readonly<Record<number, string>> = { 1: 'an hour', 24: 'a day', 168: 'a week' };

/** `96 a day for the application` */
export const limitText = ({ calls, perHours, scope }: Limit): string =>
  `${calls} ${PERIODS[perHours] ?? `in ${perHours} hours`} for the ${scope}`;
