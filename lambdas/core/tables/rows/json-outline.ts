export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
const COLON = 0x3a;
export const SPACE = 0x20;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

/** What comes next, where nothing is passed over. */
export type Expecting =
  | 'document'
  | 'first-key'
  | 'key'
  | 'rest-of-key'
  | 'colon'
  | 'value'
  | 'rest-of-string'
  | 'rest-of-scalar'
  | 'comma'
  | 'first-row'
  | 'row'
  | 'comma-of-rows'
  | 'nothing';

/** The grammar outside of values; undefined where JSON is broken. */
export const outline = (expecting: Expecting, byte: number): Expecting | undefined => {
  switch (expecting) {
    case 'document':
      return byte === OPEN_BRACE ? 'first-key' : undefined;
    case 'first-key':
    case 'key':
      if (byte === CLOSE_BRACE && expecting === 'first-key') return 'nothing';
      return byte === QUOTE ? 'rest-of-key' : undefined;
    case 'colon':
      return byte === COLON ? 'value' : undefined;
    case 'comma':
    case 'rest-of-scalar':
      if (byte === CLOSE_BRACE) return 'nothing';
      return byte === COMMA ? 'key' : undefined;
    case 'comma-of-rows':
      return byte === COMMA ? 'row' : undefined;
    default:
      return undefined;
  }
};

/** What begins with this byte, for the words of an error. */
export const kindOf = (byte: number): string => {
  const kinds: Record<string, string> = { '{': 'an object', '[': 'an array', '"': 'a string', t: 'a boolean', f: 'a boolean', n: 'null' };
  return kinds[String.fromCharCode(byte)] ?? 'a number';
};
