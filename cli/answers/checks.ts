import { marketplaceOf } from '../../lambdas/core/catalogue/marketplaces.ts';
import { reportTypeOf } from '../../lambdas/core/catalogue/report-types.ts';
import { AccessDeniedError } from '../../lambdas/core/errors.ts';
import { type Account, accountOf, secretNameOf } from '../../lambdas/core/input/accounts.ts';
import { typeOfEntry } from '../../lambdas/core/input/report-entry.ts';
import { instantOf } from '../../lambdas/core/instant.ts';
import type { SellingPartner } from '../../lambdas/core/ports.ts';
import type { RunItem } from '../../lambdas/core/record/runs.ts';
import type { CliPorts } from '../ports.ts';
import { counted, instantText } from '../text/quantities.ts';

/** One thing that an import needs. `verdict`: what was found, and what to do if that is not well. */
export type Check = { name: string; ok: boolean; verdict: string };

const check = async (name: string, ask: () => Promise<string>): Promise<Check> => {
  try {
    return { name, ok: true, verdict: await ask() };
  } catch (error) {
    return { name, ok: false, verdict: error instanceof Error ? error.message : String(error) };
  }
};

/** An object that does not exist: the answer "not found" of S3 shows that the bucket exists and may be read. */
const NO_OBJECT = 'runs/doctor';

const NAMES_SHOWN = 20;

/** What all accounts share. */
export const deploymentChecks = async (ports: CliPorts): Promise<Check[]> => [
  await check('accounts file', async () => {
    const { accounts } = await ports.accounts();
    const names = accounts.map(({ name }) => name);
    return `${ports.place.accountsFile}: ${names.slice(0, NAMES_SHOWN).join(', ')}${names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : ''}`;
  }),
  await check('state machine', async () => {
    const [newest] = await ports.workflow.list(1);
    return newest === undefined ? 'there; nothing was started yet' : `there; the last execution, ${newest.name}, is ${newest.status}`;
  }),
  await check('ledger table', async () => {
    await ports.ledger.readRun('doctor', 'doctor');
    return `${ports.place.ledgerTable} can be read`;
  }),
  await check('bucket', async () => {
    await ports.bucket.head(NO_OBJECT);
    return `${ports.place.bucketName} can be read`;
  }),
  await check('settings', async () => {
    const { maxRuntimeMinutes, quotas } = ports.settings();
    return `runs end after ${counted(maxRuntimeMinutes, 'minute')}; one createReport per ${quotas.createReport.intervalSeconds} s after ${quotas.createReport.burst} at once`;
  }),
  await check('schedules', () => schedulesVerdict(ports)),
];

const schedulesVerdict = async ({ schedules, accounts }: CliPorts): Promise<string> => {
  const found = await schedules();
  if (found === undefined) return 'none here: the local world starts by hand';
  const all = (await accounts()).accounts;
  const resting = all.filter(({ enabled }) => !enabled).map(({ name }) => name);
  if (found.length !== all.length) {
    throw new Error(
      `The stack has ${counted(found.length, 'schedule')} for ${counted(all.length, 'account')} of the accounts file.\nDeploy the file that is meant: npx cdk deploy -c accounts=<file>`,
    );
  }
  return `${found.length}, one for each account${resting.length > 0 ? `; resting by "enabled": false: ${resting.join(', ')}` : ''}`;
};

/** What one account needs at Amazon: secret, endpoint, token, role; and when it was last imported. `lastRuns`: newest first. */
export const accountChecks = async (ports: CliPorts, name: string, lastRuns: () => Promise<RunItem[]>): Promise<Check[]> => {
  const account = accountOf(await ports.accounts(), name);
  let amazon: SellingPartner | undefined;
  const credentials = await check(`${name}: credentials`, async () => {
    amazon = await ports.sellingPartner(secretNameOf(account), marketplaceOf(account.marketplaces[0] ?? '')?.region);
    return `Login with Amazon gave a token; the endpoint serves ${account.marketplaces.join(', ')}`;
  });
  const connected = amazon;
  const role = connected === undefined ? [] : [await check(`${name}: role`, () => roleVerdict(connected, account, ports.clock.now()))];
  const last = await check(`${name}: last run`, async () => {
    const run = (await lastRuns()).find(({ account }) => account === name);
    const failure = run === undefined || run.version > 0 ? undefined : await ports.workflow.describe(run.executionArn);
    if (failure !== undefined)
      throw new Error(`${run?.runId} failed before it asked for anything: ${failure.cause ?? failure.error ?? ''}`);
    return run === undefined ? 'none yet' : `${run.runId}, ${run.finishedAt ? `finished ${instantText(run.finishedAt)}` : 'not finished'}`;
  });
  return [credentials, ...role, last];
};

const DAY_MS = 86_400_000;

/** One page of getReports for a type of the account: Amazon denies it without authorisation, and it takes none of createReport’s turns. */
const roleVerdict = async (amazon: SellingPartner, account: Account, nowMs: number): Promise<string> => {
  const [entry] = account.reports.filter(({ enabled }) => enabled);
  const type = entry === undefined ? undefined : typeOfEntry(entry);
  const reportType = type === undefined ? undefined : (reportTypeOf(type)?.apiType ?? type);
  const marketplaceId = marketplaceOf(account.marketplaces[0] ?? '')?.id;
  if (reportType === undefined || marketplaceId === undefined) return 'no enabled report to ask about';
  try {
    const answer = await amazon.getReports({ reportType, marketplaceId, createdSince: instantOf(nowMs - DAY_MS) });
    if (answer.kind === 'throttled')
      return 'Amazon rejected the question for now (HTTP 429): the role is not tested; ask again in a minute';
    return `may use the Reports API (${reportType}: ${counted(answer.value.reports.length, 'report')} in the last day)`;
  } catch (error) {
    if (!(error instanceof AccessDeniedError)) throw error;
    throw new Error(`${error.message}\nAsked about ${reportType}.`, { cause: error });
  }
};
