import type { JobItem } from '../../record/jobs.ts';

/* What a job carries of its type and series, so that a denial (403) is understood without reading thousands of items. */

/** Of ISO instants in UTC, which sort as text. */
export const latest = (instants: readonly string[]): string | undefined => instants.toSorted().at(-1);

export const lastSavedAt = (items: readonly JobItem[]): string | undefined => latest(items.flatMap(({ saved }) => saved?.at ?? []));

/** Since when a series is denied: what was denied before its last delivery was another incident. */
export const seriesDeniedSince = (items: readonly JobItem[]): string | undefined => {
  const savedAt = lastSavedAt(items) ?? '';
  return items.flatMap(({ deniedSince = '' }) => (deniedSince > savedAt ? [deniedSince] : [])).toSorted()[0];
};

/**
 * The job with what Plan knows of denials. A window that is denied while others of its series are delivered keeps the start of its own
 * denial: otherwise it would be retried for ever.
 */
export const withDenials = (item: JobItem, found: Pick<JobItem, 'typeSavedAt' | 'deniedSince'>): JobItem => ({
  ...item,
  typeSavedAt: latest([item.typeSavedAt ?? [], found.typeSavedAt ?? []].flat()),
  deniedSince: [ownDeniedSince(item) ?? [], found.deniedSince ?? []].flat().toSorted()[0],
});

/** Since when this very job is denied: undefined when it was delivered since. */
export const ownDeniedSince = ({ deniedSince, saved }: JobItem): string | undefined =>
  deniedSince !== undefined && deniedSince > (saved?.at ?? '') ? deniedSince : undefined;
