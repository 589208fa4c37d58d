import type { Random } from '../../harness/selling-partner/random.ts';
import type { Account, Act, Report } from './story.ts';

const DAY_MINUTES = 1440;

/** One or two days: schedules (some delivered twice), people who start, abort and redrive, tokens that expire, other people's reports. */
export const actsOf = (random: Random, startAt: string, accounts: readonly Account[]): Act[] => {
  const acts: Act[] = [];
  const sometimes = (chance: number, act: () => Act) => {
    if (random.next() < chance) acts.push(act());
  };
  for (let day = 0; day < random.integer(1, 2); day += 1) {
    for (const account of accounts) {
      const from = day * DAY_MINUTES;
      const { name } = account;
      const scheduledAt = new Date(Date.parse(startAt) + from * 60_000).toISOString();
      const run = `${name}-day${day}`;
      acts.push({ kind: 'start', atMinutes: from, run, account: name, scheduledAt });
      sometimes(0.3, () => ({ kind: 'start', atMinutes: from + random.integer(0, 3), run: `${run}-twice`, account: name, scheduledAt }));
      sometimes(0.4, () => ({
        kind: 'start',
        atMinutes: from + random.pick([0, 0, 4, 8, 90, 400]),
        run: `${run}-manual`,
        account: name,
        force: random.next() < 0.5,
      }));
      for (const victim of [run, `${run}-manual`]) acts.push(...interventions(random, victim, from));
      if (random.next() < 0.25) acts.push(...takeover(random, name, run, from));
      sometimes(0.2, () => ({ kind: 'expire tokens', atMinutes: from + random.integer(1, 60) }));
      sometimes(0.15, () => ({
        kind: 'remove report',
        atMinutes: from + random.integer(30, 1000),
        account: name,
        type: random.pick(pickable(account)).type,
      }));
      sometimes(0.2, () => foreign(random, account, from));
    }
  }
  return inTime(acts);
};

export const inTime = (acts: readonly Act[]): Act[] => acts.toSorted((one, other) => one.atMinutes - other.atMinutes);

const pickable = ({ name, reports: [first, ...rest] }: Account): readonly [Report, ...Report[]] => {
  if (first === undefined) throw new Error(`${name} wants no reports`);
  return [first, ...rest];
};

/** Aborts and up to five redrives of one run. */
const interventions = (random: Random, run: string, from: number): Act[] => {
  const acts: Act[] = [];
  let atMinutes = from;
  for (let time = 0; time < 5 && random.next() < 0.6; time += 1) {
    const abortsAt = atMinutes + random.integer(0, 40);
    if (random.next() < 0.4) acts.push({ kind: 'abort', run, atMinutes: abortsAt });
    atMinutes = abortsAt + random.integer(1, 300);
    acts.push({ kind: 'redrive', run, atMinutes });
  }
  return acts;
};

/** A run is aborted, another one continues its jobs, and then the first is redriven. */
const takeover = (random: Random, account: string, run: string, from: number): Act[] => {
  const abortsAt = from + random.integer(0, 10);
  const startsAt = abortsAt + random.integer(1, 30);
  return [
    { kind: 'abort', run, atMinutes: abortsAt },
    { kind: 'start', run: `${run}-heir`, account, force: random.next() < 0.5, atMinutes: startsAt },
    { kind: 'redrive', run, atMinutes: startsAt + random.integer(0, 60) },
  ];
};

/** Another application asks for one of our types, with the options of one of our series or others. */
const foreign = (random: Random, account: Account, from: number): Act => {
  const { type, options = {} } = random.pick(pickable(account));
  const chosen = Object.entries(options).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : (value[random.integer(0, value.length - 1)] ?? ''),
  ]);
  return { kind: 'foreign report', atMinutes: from + random.integer(0, 5), type, options: Object.fromEntries(chosen) };
};
