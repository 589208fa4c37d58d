import type { Violation } from './checker.ts';
import type { Witness } from './play/witness.ts';

/** A story as readable text: its plan, its events in chronological order, and its violations. */
export const storyText = (witness: Witness, violations: readonly Violation[]): string => {
  const { story } = witness;
  const lines = [...deeds(witness), ...faults(witness), ...asked(witness), ...stored(witness), ...ends(witness)].toSorted(
    (one, other) => one.atMs - other.atMs,
  );
  return [
    `Story ${story.seed}: ${violations.length} violations. Again: npm run chaos -- --runs 1 --seed ${story.seed}`,
    ...violations.map(({ invariant, what }) => `  ✗ ${invariant}: ${what}`),
    `It begins at ${story.startAt}. createReport: a burst of ${story.burst}; a run may take ${story.maxRuntimeMinutes} minutes.`,
    ...story.outages.map(
      ({ of, fromMinutes, minutes }) => `  hardly any ${of} call is served from minute ${fromMinutes} on, for ${minutes} minutes`,
    ),
    ...story.accounts.map(
      ({ name, reports }) => `  ${name} wants ${reports.map(({ type, options }) => `${type} ${JSON.stringify(options ?? {})}`).join(', ')}`,
    ),
    ...Object.entries(story.plans).map(
      ([type, behaviours]) => `  ${type}: ${behaviours.map((one) => JSON.stringify(one)).join(', then ')}`,
    ),
    ...lines.map(({ atMs, text }) => `${clock(atMs - witness.startMs)}  ${text}`),
  ].join('\n');
};

type Line = { atMs: number; text: string };

const deeds = ({ events }: Witness): Line[] => events.map(({ atMs, text }) => ({ atMs, text: `── ${text}` }));

const faults = (witness: Witness): Line[] => witness.faults.map(({ atMs, kind, where }) => ({ atMs, text: `fault: ${kind}, ${where}` }));

const asked = ({ amazon, foreign }: Witness): Line[] =>
  amazon.reports
    .filter(({ reportId }) => !foreign.includes(reportId))
    .map(({ createdAt, reportId, reportType, reportOptions, dataStartAt, end }) => ({
      atMs: createdAt,
      text: `createReport → ${reportId} ${reportType} ${JSON.stringify(reportOptions)}${dataStartAt === undefined ? '' : ` of ${new Date(dataStartAt).toISOString().slice(0, 10)}`}, to end ${end}`,
    }));

/** The writes of jobs in the ledger, and the objects in the bucket. */
const stored = ({ jobWrites, objects }: Witness): Line[] => [
  ...jobWrites.map(({ atMs, item }) => ({
    atMs,
    text: `ledger: ${item.key} v${item.version + 1} ${item.dropped ? 'dropped' : (item.outcome?.runId === item.claim?.runId && item.outcome?.kind) || (item.resumeAt ?? '')}${item.intentAt ? ' intent' : ''}${item.reportId ? ` report ${item.reportId}` : ''}${item.openSince ? '' : ' closed'} (${item.claim?.runId ?? 'no run'})`,
  })),
  ...objects.map(({ atMs, key, reportId }) => ({ atMs, text: `bucket: ${key} is report ${reportId}` })),
];

const ends = ({ executions }: Witness): Line[] =>
  executions
    .filter(({ parent }) => parent === undefined)
    .flatMap(({ name, history }) =>
      history
        .filter(({ type }) => /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(type))
        .map(({ atMs, type }) => ({ atMs, text: `── run ${name}: ${type}` })),
    );

/** `1d 02:03:04` since the beginning. */
const clock = (ms: number): string => `${Math.floor(ms / 86_400_000)}d ${new Date(ms).toISOString().slice(11, 19)}`;
