const AT_ONCE = 20;

/** Does the work of each item, some at once: hundreds of calls at a time would only wait for a connection. */
export const inParallel = async <T, R>(all: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    results.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(work))));
  }
  return results;
};
