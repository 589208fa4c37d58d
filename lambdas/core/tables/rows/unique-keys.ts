/** Rows of a table that share a key that should be unique. */
export type DuplicateKeys = {
  rows: number;
  /** The first one found. */
  example: Record<string, unknown>;
  /** Of all keys, which were looked at: 1 when each was. */
  checkedShare: number;
};

export type UniqueKeys = { add: (row: Readonly<Record<string, unknown>>) => void; found: () => DuplicateKeys | undefined };

const firstSlots = 2 ** 12;
const slotBytes = 8;
/** 16 MB, half full at most: every key of a million rows. */
const mostSlots = 2 ** 21;

/**
 * Looks for keys that come twice, in bounded memory: it keeps 64 bits of each key. When a million are kept it continues with the half of
 * the keys that have a 0 in the next bit of their hash, and drops the others: the keys that it still compares, it has compared from the first row on.
 * So a document that repeats itself is found out at any size, and each single row in the first million. (Two keys with the same 64 bits
 * among a million: once in 30 million documents.) Not sorted order: Amazon promises none.
 * @param fields Amazon's names of the key's fields
 */
export const uniqueKeys = (fields: readonly string[]): UniqueKeys => {
  let slots = new Int32Array((firstSlots * slotBytes) / 4);
  let kept = 0;
  let skippedBits = 0;
  let duplicates = 0;
  let example: Record<string, unknown> | undefined;

  /** False if it was there. */
  const insert = (into: Int32Array, low: number, high: number): boolean => {
    const mask = into.length / 2 - 1;
    let slot = high & mask;
    while (into[slot * 2] !== 0 || into[slot * 2 + 1] !== 0) {
      if (into[slot * 2] === low && into[slot * 2 + 1] === high) return false;
      slot = (slot + 1) & mask;
    }
    into[slot * 2] = low;
    into[slot * 2 + 1] = high;
    return true;
  };

  const makeRoom = (): void => {
    if (slots.length / 2 === mostSlots) skippedBits += 1;
    const larger = new Int32Array(Math.min(slots.length * 2, mostSlots * 2));
    kept = 0;
    for (let at = 0; at < slots.length; at += 2) {
      const low = slots[at] ?? 0;
      const high = slots[at + 1] ?? 0;
      if ((low !== 0 || high !== 0) && isLookedAt(low, skippedBits)) {
        insert(larger, low, high);
        kept += 1;
      }
    }
    slots = larger;
  };

  const add = (row: Readonly<Record<string, unknown>>): void => {
    const { low, high } = hashOf(row, fields);
    if (!isLookedAt(low, skippedBits)) return;
    if (!insert(slots, low, high)) {
      duplicates += 1;
      example ??= Object.fromEntries(fields.map((field) => [field, row[field] ?? null]));
      return;
    }
    kept += 1;
    if (kept * 4 > slots.length) makeRoom();
  };

  return { add, found: () => example && { rows: duplicates, example, checkedShare: 2 ** -skippedBits } };
};

const isLookedAt = (low: number, skippedBits: number): boolean => (low & (2 ** skippedBits - 1)) === 0;

/** Two hashes of 32 bits (FNV-1a, and Murmur's steps), reused for every row. */
const hash = { low: 0, high: 0 };

const hashOf = (row: Readonly<Record<string, unknown>>, fields: readonly string[]): typeof hash => {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (const field of fields) {
    const value = row[field];
    const text = typeof value === 'string' ? value : String(value);
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul((high << 13) | (high >>> 19), 5) + Math.imul(unit ^ (high >>> 7), 0xcc9e2d51);
    }
    low = Math.imul(low ^ 0x1f, 0x01000193);
    high = Math.imul(high ^ 0x1f, 0x1b873593);
  }
  hash.low = mixed(low);
  hash.high = mixed(high) || 1;
  return hash;
};

const mixed = (bits: number): number => {
  let so = bits ^ (bits >>> 16);
  so = Math.imul(so, 0x85ebca6b);
  so ^= so >>> 13;
  so = Math.imul(so, 0xc2b2ae35);
  return (so ^ (so >>> 16)) | 0;
};
