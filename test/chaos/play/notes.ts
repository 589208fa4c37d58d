import type { Readable } from 'node:stream';
import { setImmediate as immediately } from 'node:timers/promises';
import { z } from 'zod';
import type { ReportBucket, SellingPartner } from '../../../lambdas/core/ports.ts';
import { JobItem } from '../../../lambdas/core/record/jobs.ts';
import type { RunView } from '../../../lambdas/core/record/view/run-view.ts';
import type { World } from '../../harness/a-world.ts';
import { currentInvocation, type Invocation } from '../../harness/engine/lambda.ts';
import { replaceObject, rivalReport } from './perform.ts';
import type { troubleOf } from './trouble.ts';
import type { Witness } from './witness.ts';

/** What is recorded while a story is played: everything that is visible from outside. */
export type Notes = Pick<Witness, 'sends' | 'jobWrites' | 'objects' | 'summaries' | 'foreign' | 'faults' | 'events'> & {
  open: Map<Readable, Opened>;
  /** When each invocation last read a job after it had started an upload. */
  looks: Map<string, number>;
};

/** A stream, and the code that opened it. */
type Opened = { what: string; by: Invocation | undefined };

export const emptyNotes = (): Notes => ({
  sends: [],
  jobWrites: [],
  objects: [],
  summaries: [],
  foreign: [],
  faults: [],
  events: [],
  open: new Map(),
  looks: new Map(),
});

export const hearing = (notes: Notes, world: () => World): Parameters<typeof troubleOf>[2] => ({
  fault: (kind, where) => notes.faults.push({ atMs: world().clock.now(), kind, where }),
  send: ({ operation, headers, path }, invocation) => {
    const token = headers['x-amz-access-token'] ?? '';
    const refreshToken = world().amazon.accessTokens[token]?.refreshToken ?? '';
    const of = OfJob.safeParse(invocation?.input).data;
    const run = of && `${of.run.id} round ${of.run.round}`;
    const sent = { operation, refreshToken, path, jobKey: of?.job.key, run, invocation: invocation?.id ?? 'none' };
    notes.sends.push({ atMs: world().clock.now(), ...sent });
  },
  rival: (request) => rivalReport(request, world(), notes),
  replace: (key) => replaceObject(key, world()),
});

const OfJob = z.looseObject({ job: z.looseObject({ key: z.string() }), run: z.looseObject({ id: z.string(), round: z.number() }) });

const Described = z.looseObject({ key: z.string(), metadata: z.record(z.string(), z.string()) });

/** The writes of the stores: recorded right after they took effect, whether or not the caller gets the answer. */
export const seeing =
  (notes: Notes, world: () => World): Parameters<typeof troubleOf>[3] =>
  (operation, [first, second]) => {
    const atMs = () => world().clock.now();
    const invocation = currentInvocation()?.id ?? '';
    switch (operation) {
      case 'upload':
        return () => notes.looks.delete(invocation);
      case 'readJob':
        return () => notes.looks.set(invocation, atMs());
      case 'writeJob': {
        const item = JobItem.parse(structuredClone(first));
        const branchOf = world().engine.execution(currentInvocation()?.executionArn ?? '')?.parent?.arn;
        return () => notes.jobWrites.push({ atMs: atMs(), item, branchOf });
      }
      case 'complete': {
        const { key, metadata } = Described.parse(first);
        const lookedAtMs = notes.looks.get(invocation);
        return () => notes.objects.push({ atMs: atMs(), key, reportId: metadata['report-id'] ?? '', lookedAtMs });
      }
      case 'writeJson': {
        const view = structuredClone(second) as RunView;
        return () => notes.summaries.push({ atMs: atMs(), key: String(first), view });
      }
      default:
        return undefined;
    }
  };

/** Every document that is opened must be closed. */
export const watched =
  (sellingPartner: World['ports']['sellingPartner'], notes: Notes): World['ports']['sellingPartner'] =>
  async (secretId, region) => {
    const amazon = await sellingPartner(secretId, region);
    const openDocument: SellingPartner['openDocument'] = async (id, signal) => {
      const answer = await amazon.openDocument(id, signal);
      if (answer.kind === 'answered') holdOpen(notes, answer.value.body, `document ${id}`);
      return answer;
    };
    return { ...amazon, openDocument };
  };

const holdOpen = (notes: Notes, body: Readable, what: string): void => {
  notes.open.set(body, { what, by: currentInvocation() });
  body.once('close', () => notes.open.delete(body));
};

/** Every upload that begins must end, and close its stream. */
export const watchedBucket = (bucket: ReportBucket, notes: Notes): ReportBucket => ({
  ...bucket,
  upload: async (object, signal) => {
    holdOpen(notes, object.body, `upload of ${object.key}`);
    return bucket.upload(object, signal);
  },
});

/** What was opened and not closed, except by killed code: its container is gone, and S3 cleans up after it. */
export const stillOpen = async ({ open }: Notes): Promise<string[]> => {
  const isAlive = (by: Invocation | undefined) => Promise.race([by?.checkpoint().then(() => true) ?? true, immediately(false)]);
  const all = await Promise.all([...open.values()].map(async ({ what, by }) => ((await isAlive(by)) ? [what] : [])));
  return all.flat();
};
