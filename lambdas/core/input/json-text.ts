import { InvalidInputError } from '../errors.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The JSON value that a file holds.
 * @throws InvalidInputError that names the file and where in it the mistake is
 */
export const parsedJson = (text: string, file: string): unknown => {
  if (text.startsWith(BYTE_ORDER_MARK))
    throw new InvalidInputError(
      `The file "${file}" begins with a byte order mark, which JSON does not have: save it as UTF-8 without BOM (in PowerShell: -Encoding utf8NoBOM).`,
    );
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError(`The file "${file}" is not JSON: ${placeOf(error, text)}`, { cause: error });
  }
};

/** V8 names the position, except for a text that ends too early. */
const placeOf = (error: unknown, text: string): string => {
  const message = error instanceof Error ? error.message : String(error);
  const position = /at position (\d+)/.exec(message)?.[1];
  const line = text.slice(0, position === undefined ? undefined : Number(position)).split('\n').length;
  return `line ${line}: ${message.replace(/ \(line .*\)$/, '')}`;
};
