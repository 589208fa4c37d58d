import * as z from 'zod';
import { fieldName, problemsError } from './problems.ts';

/** The ledger keeps which ASIN is in which bundle in one item, of 400 KB at most. */
const mostAsins = 10_000;

/** As Amazon writes them: B and nine letters or digits, or a book's ISBN-10. */
const asinPattern = /^(B[0-9A-Z]{9}|[0-9]{9}[0-9X])$/;

const whatItIs = 'is no ASIN. Allowed: ten capital letters and digits such as "B0CXWFX51W", or an ISBN-10.';

/** An error names this many wrong ones at most. */
const mostNamed = 5;

const wrongIn = (asins: readonly string[]): string | undefined => {
  const wrong = asins.filter((asin) => !asinPattern.test(asin));
  if (wrong.length === 0) return undefined;
  const named = wrong.slice(0, mostNamed).map((asin) => `"${asin.slice(0, 20)}"`);
  return `${named.join(', ')}${wrong.length > mostNamed ? ` and ${wrong.length - mostNamed} more` : ''}: each ${whatItIs}`;
};

/** The products that a report is asked for. An ASIN that is listed twice is requested once, and that is reported. */
export const Asins = z
  .array(z.string())
  .min(1)
  .max(mostAsins)
  .superRefine((asins, context) => {
    const message = wrongIn(asins);
    if (message !== undefined) context.addIssue({ code: 'custom', message: `holds ${message}` });
  });

/**
 * What a person wrote with each `asinsFile` replaced by the `asins` that the file lists, one a line or with commas between them.
 * @param read the text of a file beside the accounts file, by its name in the entry
 * @throws InvalidInputError that names entry, field and file
 */
export const withAsinFiles = (written: unknown, read: (name: string) => string): unknown => {
  const problems: string[] = [];
  const resolved = mapped(written, ['accounts'], (account, accountPath) =>
    mapped(account, ['reports'], (entry, entryPath) => {
      if (!isObject(entry) || typeof entry['asinsFile'] !== 'string') return entry;
      const { asinsFile, ...rest } = entry;
      const refuse = (message: string) => {
        problems.push(`${fieldName(written, [...accountPath, ...entryPath, 'asinsFile'])}: ${JSON.stringify(asinsFile)} ${message}`);
        return entry;
      };
      if (entry['asins'] !== undefined) return refuse('cannot be combined with "asins": write one of them');
      const text = textOf(String(asinsFile), read);
      if (text === undefined) return refuse('cannot be read. Allowed: the path of a text file, from the folder of the accounts file on.');
      const asins = text
        .replace(/^\uFEFF/, '')
        .split(/[\s,;"]+/)
        .filter(Boolean);
      if (asins.length === 0) return refuse('lists no ASIN');
      if (asins.length > mostAsins) return refuse(`lists ${asins.length} ASINs. Allowed: at most ${mostAsins}.`);
      const wrong = wrongIn(asins);
      return wrong === undefined ? { ...rest, asins } : refuse(`holds something other than ASINs: ${wrong}`);
    }),
  );
  if (problems.length > 0) throw problemsError('The accounts file', problems);
  return resolved;
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (name: string, read: (name: string) => string): string | undefined => {
  try {
    return read(name);
  } catch {
    return undefined;
  }
};

/** The value with each element of the list under that name mapped; anything else as it is: its parser says what is wrong with it. */
const mapped = (value: unknown, [name]: readonly [string], change: (element: unknown, path: (string | number)[]) => unknown): unknown => {
  const list = isObject(value) ? value[name] : undefined;
  if (!isObject(value) || !Array.isArray(list)) return value;
  return { ...value, [name]: list.map((element: unknown, index) => change(element, [name, index])) };
};
