// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of the product's source

/** A guard of the product, broken: `find` must stand in the file exactly once. */
export type Mutation = { guard: string; file: string; find: string; replace: string };

export const mutations: readonly Mutation[] = [
  {
    guard: 'an unanswered createReport is looked up before it is sent again',
    file: 'lambdas/request.ts',
    find: 'return item.intentAt === undefined ? ask(ready, amazon) : lookUp(ready, item.intentAt, amazon);',
    replace: 'return ask(ready, amazon);',
  },
  {
    guard: 'the one report that an unanswered createReport left behind is adopted',
    file: 'lambdas/core/record/intent.ts',
    find: 'return candidates.length === 1 ? candidates[0]?.reportId : undefined;',
    replace: 'return undefined;',
  },
  {
    guard: 'a createReport that is never answered ends after a bounded number of intents',
    file: 'lambdas/request.ts',
    find: 'if (times >= run.settings.unansweredInAll) return',
    replace: 'if (times < 0) return',
  },
  {
    guard: 'one run does not wait for a type that answers nothing',
    file: 'lambdas/request.ts',
    find: 'return unansweredHere(item, run) >= run.settings.unansweredPerRun ?',
    replace: 'return unansweredHere(item, run) < 0 ?',
  },
  {
    guard: 'an adopted document must carry our options',
    file: 'lambdas/download.ts',
    find: 'if (item.adopted === true && !isProvedOurs(document, item)) {',
    replace: 'if (isProvedOurs === undefined) {',
  },
  {
    guard: 'an adopted report that ended without a document decides nothing',
    file: 'lambdas/check.ts',
    find: 'return looking.item.adopted ? notProvedOurs(looking, report) : cancelled(looking);',
    replace: 'return cancelled(looking);',
  },
  {
    guard: 'an adopted report that Amazon refuses decides nothing',
    file: 'lambdas/check.ts',
    find: 'return looking.item.adopted ? notProvedOurs(looking, report) : fatal(looking, report);',
    replace: 'return fatal(looking, report);',
  },
  {
    guard: 'a document that is not the one the ledger names makes no tables',
    file: 'lambdas/tabulate.ts',
    find: 'if (!isAsNamed) throw lost(',
    replace: 'if (isAsNamed === undefined) throw lost(',
  },
  {
    guard: 'files of an earlier version of a document go',
    file: 'lambdas/tabulate.ts',
    find: 'for (const key of stale) await ports.bucket.remove(key);',
    replace: '',
  },
  {
    guard: 'rows are laid before a report counts as saved',
    file: 'lambdas/download.ts',
    find: 'const hasRowsToLay = message.run.settings.tables && hasTables(item);',
    replace: 'const hasRowsToLay = message.run.settings.tables && hasTables(item) && item.attempts > 99;',
  },
  {
    guard: 'what failed by its damaged document is asked for anew by redrives, later runs and force',
    file: 'lambdas/explain.ts',
    find: ' || isLost(failure.code);',
    replace: ';',
  },
  {
    guard: 'later runs try what failed a few times only',
    file: 'lambdas/core/record/transitions.ts',
    find: '(item.laterRuns ?? 0) < run.settings.laterRunsForFailed',
    replace: '(item.laterRuns ?? 0) < run.settings.laterRunsForFailed + 99',
  },
  {
    guard: 'a run with failed reports fails',
    file: 'lambdas/settle.ts',
    find: 'if (view.counts.failed > 0) throw',
    replace: 'if (view.counts.failed > 9999) throw',
  },
  {
    guard: 'a document that stays damaged is asked for anew a bounded number of times',
    file: 'lambdas/download.ts',
    find: 'if (attempt >= attemptsPerStep && renewed >= newReportsForDamaged) {',
    replace: 'if (attempt >= attemptsPerStep && renewed >= newReportsForDamaged + 99) {',
  },
  {
    guard: 'Amazon’s reason in a DONE report is never stored as its document',
    file: 'lambdas/download.ts',
    find: 'if (isReasonIn(document.head)) {',
    replace: "if (isReasonIn('')) {",
  },
  {
    guard: 'the document of a JSON type is one whole JSON value',
    file: 'lambdas/core/document/facts.ts',
    find: "if (isJsonType && shape !== 'whole') throw",
    replace: "if (isJsonType && shape === 'open') throw",
  },
  {
    guard: 'a report that the ledger knows is not asked for again by a repeated invocation',
    file: 'lambdas/request.ts',
    find: 'if (item.reportId !== undefined) return requested(asking, item);',
    replace: '',
  },
  {
    guard: 'a report that ends at the deadline keeps its id for the next run',
    file: 'lambdas/check.ts',
    find: "return end(looking, { kind: 'unfinished', code: 'still-processing', text: `Amazon was still making it, asked ${item.requestedAt}` });",
    replace:
      "return end(looking, { kind: 'unfinished', code: 'still-processing', text: `Amazon was still making it, asked ${item.requestedAt}` }, askAgain);",
  },
  {
    guard: 'what is unfinished stays open for the next run',
    file: 'lambdas/core/record/transitions.ts',
    find: "const open = kind === 'unfinished' || (kind",
    replace: 'const open = (kind',
  },
  {
    guard: 'a job that was claimed by another run is left to it',
    file: 'lambdas/core/record/claims.ts',
    find: 'isClaimedBy(item, claimOf(run)) && (item.claim?.round ?? run.round) === run.round;',
    replace: 'item.claim !== undefined && run.id !== "";',
  },
  {
    guard: 'a step that runs twice answers what it recorded before',
    file: 'lambdas/core/record/transitions.ts',
    find: 'item.outcome?.runId === run.id ? item.outcome.kind : undefined;',
    replace: "item.outcome?.runId === run.id && run.id === '' ? item.outcome.kind : undefined;",
  },
  {
    guard: 'every call of createReport and getReportDocument takes its turn',
    file: 'lambdas/core/quota/take-turn.ts',
    find: 'if (turnMs <= nowMs) return',
    replace: 'if (turnMs < Number.POSITIVE_INFINITY) return',
  },
  {
    guard: 'looks at Amazon end at the deadline',
    file: 'lambdas/check.ts',
    find: 'if (nowMs >= msOf(message.run.deadlineAt)) {',
    replace: 'if (nowMs < 0) {',
  },
  {
    guard: 'a Wait is given whole seconds',
    file: 'lambdas/core/instant.ts',
    find: '`${new Date(Math.ceil(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`',
    replace: 'new Date(ms).toISOString()',
  },
  {
    guard: 'a redrive hands out what failed, and nothing else',
    file: 'lambdas/settle.ts',
    find: "['failed', 'open'].includes(jobEnd(runItem, item))",
    replace: "['failed', 'open', 'saved'].includes(jobEnd(runItem, item))",
  },
  {
    guard: 'a Map that AWS itself resumed is judged before anything is handed out again',
    file: 'lambdas/settle.ts',
    find: 'verdict !== undefined && verdict.redriveCount < redriveCount',
    replace: 'redriveCount > 0 && verdict?.redriveCount !== redriveCount',
  },
  {
    guard: 'a branch that left nothing behind is told as failed',
    file: 'lambdas/settle.ts',
    find: "=> jobEnd(runItem, item) === 'open' && isOurs(item, run);",
    replace: "=> jobEnd(runItem, item) === 'open' && run.id === '';",
  },
  {
    guard: 'a late repeat of Settle does not open again what has failed in this round',
    file: 'lambdas/settle.ts',
    find: 'items.filter((item) => isNew(item) && ',
    replace: 'items.filter((item) => ',
  },
  {
    guard: 'an upload ends only while its job is as it was when it began',
    file: 'lambdas/core/document/only-while.ts',
    find: 'if (await holds()) return null;',
    replace: 'if (done) return null;',
  },
  {
    guard: 'gzip is proved to its last byte',
    file: 'lambdas/core/document/whole-document.ts',
    find: 'await gunzip.end();',
    replace: 'await gunzip.end().catch(() => {});',
  },
  {
    guard: 'the connection to a document is closed however the download ended',
    file: 'lambdas/download.ts',
    find: 'if (opened !== undefined) letGo(opened);',
    replace: '',
  },
  {
    guard: 'errors do not quote the URL of a document',
    file: 'lambdas/adapters/sp-api.ts',
    find: "The document's host answered ${statusCode}",
    replace: 'The host of ${url} answered ${statusCode}',
  },
  {
    guard: 'errors do not quote the access token',
    file: 'lambdas/adapters/sp-api.ts',
    find: '${name} got no answer from Amazon',
    replace: '${name} with ${token} got no answer from Amazon',
  },
  {
    guard: 'a report that was refused for now is asked for anew later',
    file: 'lambdas/explain.ts',
    find: ": end(later(settings.notPublishedRetryHours * 60), { kind: 'unfinished', code, ...told }, askAgain);",
    replace: ": end(later(settings.notPublishedRetryHours * 60), { kind: 'unfinished', code, ...told });",
  },
  {
    guard: 'a report that Amazon never finishes is given up one day',
    file: 'lambdas/core/record/transitions.ts',
    find: 'since !== undefined && nowMs - msOf(since) > hours * 3_600_000;',
    replace: "since === '' && nowMs > hours;",
  },
  {
    guard: 'our own cancellation of a report is not taken for "no data"',
    file: 'lambdas/check.ts',
    find: '  const answer = await givenUp(looking, report);\n',
    replace:
      "  if (report.processingStatus === 'IN_QUEUE') await amazon.cancelReport(report.reportId);\n  const answer = await givenUp(looking, report);\n",
  },
  {
    guard: 'of two deliveries of one schedule the second starts nothing',
    file: 'lambdas/plan.ts',
    find: 'if (mine.executionArn !== run.executionArn || isOver)',
    replace: 'if (isOver)',
  },
  {
    guard: 'what is dropped is told, though Plan dies right after',
    file: 'lambdas/plan.ts',
    find: 'work.drops.length === 0 ? mine : await ports.ledger.writeRun(withKeys(mine, work.drops));',
    replace: 'mine;',
  },
];
