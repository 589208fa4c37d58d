import * as z from 'zod';
import { nameOfApiType } from '../catalogue/report-types.ts';
import { InvalidInputError } from '../errors.ts';
import { closest } from './closest.ts';

/** An object for what people write: only these fields; the error for any other lists them. */
export const strictFields = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : undefined),
  });

/** Parses what a person wrote. @throws InvalidInputError that lists, for each problem, the field, what it was and what is allowed */
export const parseInput = <S extends z.ZodType>(schema: S, written: unknown, what: string): z.output<S> => {
  const parsed = schema.safeParse(written);
  if (parsed.success) return parsed.data;
  throw problemsError(
    what,
    parsed.error.issues.flatMap((issue) => sentences(issue, written, [])),
  );
};

/** One error for all problems, so that a person can fix them together. */
export const problemsError = (what: string, problems: readonly string[]): InvalidInputError =>
  new InvalidInputError(`${what} cannot be used:\n${[...new Set(problems)].map((problem) => `- ${problem}`).join('\n')}`);

/** `"x" is not allowed. Allowed: a, b. Did you mean "a"?` */
export const notAllowed = (value: unknown, allowed: readonly string[]): string => {
  const meant = typeof value === 'string' ? (otherName(value, allowed) ?? closest(value, allowed)) : undefined;
  const was = value === undefined ? 'is missing' : `${shown(value)} is not allowed`;
  return `${was}. Allowed: ${allowed.join(', ') || 'nothing'}.${meant ? ` Did you mean "${meant}"?` : ''}`;
};

/** What others call it: Amazon's name of a report type, and ISO's code of the United Kingdom, which Amazon's console says UK for. */
const otherName = (value: string, allowed: readonly string[]): string | undefined =>
  [nameOfApiType(value.toUpperCase()), value.toUpperCase() === 'GB' ? 'UK' : undefined].find(
    (name) => name !== undefined && allowed.includes(name),
  );

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const sentences = (issue: Issue, written: unknown, base: Path): string[] => {
  const path = [...base, ...issue.path];
  const value = valueAt(written, path);
  const say = (sentence: string) => [`${fieldName(written, path)}: ${sentence}`];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const allowed = issue.message.split(', ').filter(Boolean);
        const meant = closest(key, allowed);
        const hint = meant ? ` Did you mean "${meant}"?` : '';
        return `${fieldName(written, [...path, key])}: there is no such field. Allowed: ${allowed.join(', ') || 'nothing'}.${hint}`;
      });
    case 'invalid_union':
      if (issue.errors.length > 0) return likeliest(issue.errors, value).flatMap((inner) => sentences(inner, written, path));
      return say(notAllowed(value, 'options' in issue && issue.options ? issue.options.map(String) : []));
    case 'invalid_key':
      return say(`its name cannot be used. ${issue.issues.map(({ message }) => message).join(' ')}`);
    case 'invalid_value':
      return say(notAllowed(value, issue.values.map(String)));
    case 'invalid_type':
      return say(
        value === undefined
          ? `is missing. It must be ${withArticle(issue.expected)}.`
          : `${shown(value)} must be ${withArticle(issue.expected)}.`,
      );
    case 'too_small':
      return say(`${shown(value)} is too small. Allowed: at least ${issue.minimum}${unitOf(issue.origin)}.`);
    case 'too_big':
      return say(`${shown(value)} is too big. Allowed: at most ${issue.maximum}${unitOf(issue.origin)}.`);
    case 'invalid_format':
      return say(`${shown(value)} ${formatSentences[issue.format] ?? issue.message}`);
    default:
      return say(`${value === undefined ? '' : `${shown(value)} `}${issue.message}`);
  }
};

const formatSentences: Readonly<Record<string, string>> = {
  date: 'is not a date. Allowed: a day such as "2026-11-20".',
  datetime: 'is not an instant. Allowed: UTC such as "2026-11-20T06:00:00Z".',
};

/** Of a union, the alternative that was meant: its problem lies in something that is there, deepest inside, with the fewest others. */
const likeliest = (alternatives: readonly Issue[][], value: unknown): readonly Issue[] => {
  const rank = (issues: readonly Issue[]): number[] => {
    const [first] = issues;
    const isAbsent = first === undefined || valueAt(value, first.path) === undefined;
    const depth = Math.max(0, ...issues.map(({ path }) => path.length));
    return [isAbsent && depth <= 1 ? 1 : 0, -depth, first?.code === 'invalid_type' ? 1 : 0, issues.length];
  };
  const ranked = alternatives.map((issues) => ({ issues, rank: rank(issues) }));
  return ranked.reduce((best, other) => (isLess(other.rank, best.rank) ? other : best), ranked[0] ?? { issues: [], rank: [] }).issues;
};

const isLess = (one: readonly number[], other: readonly number[]): boolean => {
  const at = one.findIndex((number, index) => number !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
};

const valueAt = (written: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined), written);

/** `accounts[0] "acme-us" → reports[2] "VendorSalesReport" → options.distributorView` */
export const fieldName = (written: unknown, path: Path): string => {
  const name = path.reduce<string>((said, step, index) => {
    if (typeof step !== 'number') return said === '' || said.endsWith('→ ') ? `${said}${String(step)}` : `${said}.${String(step)}`;
    const label = labelOf(valueAt(written, path.slice(0, index + 1)));
    return `${said}[${step}]${label ? ` "${label}"` : ''}${index < path.length - 1 ? ' → ' : ''}`;
  }, '');
  return name || 'it';
};

const labelOf = (entry: unknown): string | undefined =>
  ['name', 'type', 'apiType'].map((field) => valueAt(entry, [field])).find((label) => typeof label === 'string');

const longestShown = 80;

/** A value as a person wrote it, cut where it grows long. */
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
};

const withArticle = (kind: string): string => {
  const word = { int: 'whole number', array: 'list', record: 'object' }[kind] ?? kind;
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
};

const unitOf = (origin: string): string => ({ string: ' characters', array: ' entries' })[origin] ?? '';
