import type { z } from 'zod';
import { accountOf } from '../../lambdas/core/input/accounts.ts';
import { type Missing, missingOf } from '../answers/coverage/missing.ts';
import { dryRun } from '../answers/dry-run.ts';
import { answer, type Out } from '../out.ts';
import { planWords } from '../plan/plan-words.ts';
import type { CliPorts } from '../ports.ts';
import type { RunOptions } from '../run-options.ts';
import { counted, shortWindow } from '../text/quantities.ts';
import { isAgreed } from './many.ts';

/** Days and documents are found by what is missing. */
const UNFIT = ['from', 'to', 'force', 'input'] as const;

export const refuseBesideMissing = (options: RunOptions & { missing: boolean; all: boolean }, context: z.RefinementCtx): void => {
  const refuse = (field: string, message: string): void => context.addIssue({ code: 'custom', path: [field], message });
  for (const field of UNFIT)
    if (options.missing && options[field] !== undefined) refuse(field, 'cannot be combined with "missing", which finds the days by itself');
  if (options.missing && options.all) refuse('missing', 'is for one account; leave out --all');
};

/** The input of a run that fills what is missing, once a person has seen its plan and said yes; undefined if there is nothing to start. */
export const missingInput = async (
  ports: CliPorts,
  { reportTypes, ...asked }: Record<string, unknown>,
  { isDry, isConfirmed }: { isDry: boolean; isConfirmed: boolean },
  out: Out,
): Promise<Record<string, unknown> | undefined> => {
  const account = accountOf(await ports.accounts(), `${asked['account']}`);
  const missing = await missingOf(ports, account, (type) => !Array.isArray(reportTypes) || reportTypes.includes(type));
  for (const line of missingWords(missing)) out.note(line);
  if (missing.input === undefined) {
    answer(out, missing, () => 'Nothing was started.');
    return undefined;
  }
  const input = { ...asked, ...missing.input };
  if (isDry) return input;
  out.note(`\n${planWords(await dryRun(ports, input), out)}\n`);
  if (await isAgreed(ports, 'Start it?', isConfirmed)) return input;
  answer(out, missing, () => 'Nothing was started.');
  return undefined;
};

const GAPS_SHOWN = 8;

/** What is missing, what a run fills now and later, and what no run can fill, and why. */
const missingWords = ({ filled, later, gone }: Missing): string[] => [
  ...group(
    filled.length > 0 ? 'Missing, and filled by this run:' : 'Nothing is missing that can still be had.',
    filled.length > 0 ? filled : [],
  ),
  ...(later.length > 0 ? group('Missing, and filled by another start --missing after it:', later) : []),
  ...(gone.length > 0 ? group('Missing for good, since Amazon keeps it no longer:', gone) : []),
];

const group = (head: string, all: Missing['filled']): string[] => [head, ...all.map(lineOf)];

const lineOf = ({ name, gaps, days }: Missing['filled'][number]): string => {
  const shown = gaps.slice(0, GAPS_SHOWN).map(shortWindow).join(', ');
  return `  ${name}: ${counted(days, 'day')}, ${shown}${gaps.length > GAPS_SHOWN ? ` … and ${gaps.length - GAPS_SHOWN} more times` : ''}`;
};
