/** Counts the fields that the catalogue does not know. `salesByAsin.newField` → in how many rows it was. */
export type UnknownFields = { note: (path: string) => void; counts: () => Record<string, number> };

const mostNames = 50;
const longestName = 120;
/** Where a document invents more names than a person would read. */
const theOthers = '(others)';

export const unknownFields = (): UnknownFields => {
  const counts = new Map<string, number>();
  const note = (path: string): void => {
    const name = path.slice(0, longestName);
    const counted = counts.has(name) || counts.size < mostNames ? name : theOthers;
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
  };
  return { note, counts: () => Object.fromEntries(counts) };
};
