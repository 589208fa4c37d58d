import { instantOf, msOf } from '../instant.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Run } from '../record/runs.ts';

/**
 * How a 403 reads: a type that this account has never been given lacks a role; one that it was given before may have lost the role, or
 * Amazon has an incident, which later runs outlast.
 * @see selling-partner-api-models#5290, #5292, #5293, #5296
 */
export const denied = (
  item: JobItem,
  siblings: readonly JobItem[],
  { settings }: Run,
  nowMs: number,
): { deniedSince: string | undefined; advice: string } => {
  const lastSavedAt = siblings
    .flatMap(({ saved }) => (saved ? [saved.at] : []))
    .sort()
    .at(-1);
  if (lastSavedAt === undefined)
    return { deniedSince: undefined, advice: `This account has never been given this report type. ${newRole}` };
  // What was denied before the last delivery was another incident.
  const earlier = [item, ...siblings].flatMap((one) =>
    one.deniedSince !== undefined && one.deniedSince > lastSavedAt ? [one.deniedSince] : [],
  );
  const deniedSince = earlier.sort()[0] ?? instantOf(nowMs);
  const until = instantOf(msOf(deniedSince) + settings.deniedPatienceHours * 3_600_000);
  return {
    deniedSince,
    advice: `Amazon delivered this report type until ${lastSavedAt.slice(0, 10)}, so it is an incident at Amazon, or the role or authorisation was withdrawn. Later runs try it until ${until.slice(0, 10)}. ${newRole}`,
  };
};

/** @see selling-partner-api-models#5296: any one of the roles that a type lists is enough */
const newRole =
  'A role that is missing must be added to the application, the application listed again, and the selling partner must authorise it anew: only the new refresh token carries it.';
