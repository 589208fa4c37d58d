import type { z } from 'zod';
import { type Country, marketplaceOf } from '../../lambdas/core/catalogue/marketplaces.ts';
import { nameOfApiType } from '../../lambdas/core/catalogue/report-types.ts';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { Account } from '../../lambdas/core/input/accounts.ts';
import { notAllowed, parseInput } from '../../lambdas/core/input/problems.ts';
import { ApiType } from '../../lambdas/core/input/report-entry.ts';
import { typesFor, usualReport, usualTypes, type WrittenReport } from './usual-reports.ts';

const { shape } = Account;

/** A value of one field of an entry. @throws InvalidInputError that says what is allowed */
export const fieldOf = <S extends z.ZodType>(flag: string, schema: S, value: unknown): z.output<S> => {
  try {
    return parseInput(schema, value, flag);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(error.message.replace(/^.*\n- (it|\[\d+\]): /, `${flag}: `), { cause: error });
  }
};

/** @throws InvalidInputError when the file has it already */
export const newName = (written: string, known: readonly string[]): string => {
  const name = fieldOf('name', shape.name, written);
  if (known.includes(name)) throw new InvalidInputError(`name: the file has an account "${name}" already. Names are unique.`);
  return name;
};

export const kindOf = (written: string): Account['kind'] => fieldOf('--kind', shape.kind, written.toLowerCase());

const wordsOf = (written: string): string[] => written.split(/[\s,]+/).filter(Boolean);

/** `us`, `DE,FR`, or Amazon's ids of them; a vendor account has one, and several of a seller lie in one region. */
export const marketplacesOf = (written: string, kind: Account['kind']): Country[] => {
  const named = wordsOf(written).map((word) => marketplaceOf(word)?.country ?? word.toUpperCase());
  const found = fieldOf('--marketplaces', shape.marketplaces, named);
  const regions = new Set(found.map((country) => marketplaceOf(country)?.region));
  if (kind === 'vendor' && found.length > 1)
    throw new InvalidInputError('--marketplaces: a vendor account has exactly one: add an account for each');
  if (regions.size > 1)
    throw new InvalidInputError(`--marketplaces: lie in several regions (${[...regions].join(', ')}): add an account for each`);
  return found;
};

export const timeZoneOf = (written: string): string => fieldOf('--time-zone', shape.timeZone, written);

/** `06:30` means every day at that time; cron expressions are taken as they are. */
export const scheduleOf = (written: string): string => {
  const [, hour, minute] = /^(\d{1,2}):(\d\d)$/.exec(written) ?? [];
  const cron = hour === undefined ? written : `cron(${Number(minute)} ${Number(hour)} * * ? *)`;
  return fieldOf('--schedule', shape.schedule, cron);
};

export const secretOf = (written: string): string | undefined => fieldOf('--secret', shape.secret, written);

export const USUAL = 'usual';

/** The entries of the types that were named, by our names or Amazon's; `usual` are those that most want. */
export const reportsOf = (written: string, kind: Account['kind']): WrittenReport[] => {
  const names = wordsOf(written).flatMap((name) => (name === USUAL ? usualTypes(kind) : [typeOf(name, kind)]));
  if (names.length === 0) throw new InvalidInputError('--types: names none');
  return [...new Set(names)].map((name) => usualReport(name, kind));
};

const typeOf = (name: string, kind: Account['kind']): string => {
  const ours = nameOfApiType(name.toUpperCase()) ?? name;
  const known: readonly string[] = typesFor(kind);
  if (known.includes(ours) || ApiType.safeParse(ours).success) return ours;
  throw new InvalidInputError(`--types: ${notAllowed(name, known)}`);
};
