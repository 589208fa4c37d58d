import { LedgerConflictError, SellingPartnerUnavailableError } from '../../../lambdas/core/errors.ts';
import { fatalText } from '../../../lambdas/core/failure/fatal-texts.ts';
import { instantOf } from '../../../lambdas/core/instant.ts';
import { learn, takeTurn } from '../../../lambdas/core/quota/take-turn.ts';
import type { AmazonReport } from '../../../lambdas/core/record/amazon-report.ts';
import type { JobItem, ReportDocumentId } from '../../../lambdas/core/record/jobs.ts';
import type { Settings } from '../../../lambdas/core/settings.ts';
import type { CliPorts } from '../../ports.ts';
import { type Asker, verdictOf } from './ask-amazon.ts';
import type { Finding } from './findings.ts';

/** So often, at the interval of an import's first look, it is looked whether the reports are ready: ten minutes on AWS. */
const LOOKS = 20;
/** getReport allows two calls a second, and imports make some of them. */
const BETWEEN_CALLS_MS = 667;

/** How long the second look at so many reports takes at most. */
export const lookSeconds = (reports: number, { firstCheckSeconds }: Pick<Settings, 'firstCheckSeconds'>): number =>
  LOOKS * Math.max(firstCheckSeconds, (reports * BETWEEN_CALLS_MS) / 1000);

/** Amazon accepts requests that it then refuses: the reason is in the document of a FATAL report. Judges what has ended; reports each change. */
export const secondLook = async (asker: Asker, findings: readonly Finding[], report: (finding: Finding) => void): Promise<Finding[]> => {
  const { ports, run, interrupted } = asker;
  const judged = new Map<Finding, Finding>();
  const left = () => findings.filter((one) => one.item?.reportId !== undefined && !judged.has(one));
  for (let look = 0; look < LOOKS && left().length > 0 && !interrupted.aborted; look += 1) {
    const pending = left();
    for (const one of pending) {
      await ports.sleep(Math.ceil(Math.max(BETWEEN_CALLS_MS, (run.settings.firstCheckSeconds * 1000) / pending.length)), interrupted);
      if (interrupted.aborted) break;
      const now = await lookAt(asker, one).catch(unlessUnavailable);
      if (now === undefined) continue;
      judged.set(one, now);
      report(now);
    }
  }
  return findings.map((one) => judged.get(one) ?? one);
};

/** The next look tries again. */
const unlessUnavailable = (error: unknown): undefined => {
  if (error instanceof SellingPartnerUnavailableError) return undefined;
  throw error;
};

/** Undefined while Amazon is at work. */
const lookAt = async (asker: Asker, finding: Finding): Promise<Finding | undefined> => {
  const { item } = finding;
  if (item?.reportId === undefined) return undefined;
  const answer = await asker.amazon.getReport(item.reportId);
  const report = answer.kind === 'answered' ? answer.value : undefined;
  if (report?.processingStatus === 'DONE') return { ...finding, verdict: 'allowed', why: 'Amazon made the report' };
  if (report?.processingStatus === 'CANCELLED') return { ...finding, verdict: 'allowed', why: 'Amazon has no data for it' };
  return report?.processingStatus === 'FATAL' ? fatal(asker, finding, item, report) : undefined;
};

const fatal = async (asker: Asker, finding: Finding, item: JobItem, { reportDocumentId }: AmazonReport): Promise<Finding | undefined> => {
  if (reportDocumentId === undefined) return { ...finding, verdict: 'undecided', why: 'FATAL, and Amazon gave no reason' };
  const text = await reasonIn(asker, reportDocumentId);
  if (text === undefined) return undefined;
  const verdict = verdictOf(text, finding.question);
  // It is answered: no run has to explain it, and to fail for it.
  if (verdict === 'refused') await dropped(asker.ports, item, text);
  return { ...finding, verdict, why: text };
};

const REASON_LIMIT_BYTES = 64 * 1024;

/** Undefined when no turn of getReportDocument is due, or it was rejected: the next look tries again. */
const reasonIn = async ({ ports, amazon, run, interrupted }: Asker, id: ReportDocumentId): Promise<string | undefined> => {
  const caller = { ledger: ports.ledger, run, nowMs: ports.clock.now() };
  const taken = await takeTurn(caller, 'getReportDocument');
  if (taken.kind === 'none') return undefined;
  if (taken.kind === 'later') await ports.sleep(Date.parse(taken.turn.at) - caller.nowMs, interrupted);
  if (interrupted.aborted) return undefined;
  const answer = await amazon.readText(id, REASON_LIMIT_BYTES);
  if (taken.kind === 'due') await learn(caller, 'getReportDocument', taken, answer);
  return answer.kind === 'answered' ? fatalText(answer.value).trim().slice(0, 300) : undefined;
};

const dropped = async ({ ledger, clock }: CliPorts, item: JobItem, text: string): Promise<void> => {
  const why = `accounts discover: Amazon refused it: ${text}`;
  try {
    await ledger.writeJob({ ...item, openSince: undefined, reportId: undefined, dropped: { at: instantOf(clock.now()), why } });
  } catch (error) {
    // A run has taken it meanwhile, and explains it itself.
    if (!(error instanceof LedgerConflictError)) throw error;
  }
};
