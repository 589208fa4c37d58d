import { instantOf, msOf } from '../instant.ts';
import { latest, ownDeniedSince } from '../planning/history/denied-before.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Run } from '../record/runs.ts';

/**
 * How a 403 reads: a type of which nothing was ever saved lacks a role; one that was delivered before may have lost the role, or
 * Amazon has an incident, which later runs outlast.
 * @see selling-partner-api-models#5290, #5292, #5293, #5296
 */
export const denied = (item: JobItem, { settings }: Run, nowMs: number): { deniedSince: string | undefined; advice: string } => {
  const lastSavedAt = latest([item.typeSavedAt ?? [], item.saved?.at ?? []].flat());
  if (lastSavedAt === undefined) return { deniedSince: undefined, advice: `No report of this type was saved here before. ${newRole}` };
  const deniedSince = ownDeniedSince(item) ?? instantOf(nowMs);
  const until = instantOf(msOf(deniedSince) + settings.deniedPatienceHours * 3_600_000);
  return {
    deniedSince,
    advice: `Amazon delivered this report type until ${lastSavedAt.slice(0, 10)}, so it is an incident at Amazon, or the role or authorisation was withdrawn. Later runs try it until ${until.slice(0, 10)}. ${newRole}`,
  };
};

/** @see selling-partner-api-models#5296: any one of the roles that a type lists is enough */
const newRole =
  'A role that is missing must be added to the application, the application listed again, and the selling partner must authorise it again: only the new refresh token carries it.';
