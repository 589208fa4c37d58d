import { z } from 'zod';
import { InvalidInputError } from '../../../lambdas/core/errors.ts';
import { cliCommand } from '../../command.ts';
import { hint } from '../../hint.ts';
import { answer, EXIT } from '../../out.ts';
import { type Restated, restatedOf } from '../../query/restated.ts';
import { jobsMeant } from '../../run/jobs-meant.ts';
import { changesWords } from '../../text/changes-words.ts';

/** What a document says otherwise than the one that it replaced. */
export const changes = cliCommand({
  name: 'changes',
  declare: (command) =>
    command
      .summary('Shows what Amazon restated.')
      .description('Shows what differs in reports that were fetched again, row by row.')
      .argument('[what...]', 'report id, or words of a report’s key')
      .addHelpText('after', example),
  args: z.object({ ref: z.array(z.string().min(1)).default([]) }),
  run: async (ports, { ref: words }, out) => {
    if (words.length === 0)
      throw new InvalidInputError(
        `Name the report, by words such as a type and a day. Which were fetched again: ${hint(ports.place, 'coverage')}`,
      );
    const jobs = (await jobsMeant(ports, words)).filter(({ saved }) => saved !== undefined);
    if (jobs.length === 0)
      throw new InvalidInputError(`"${words.join(' ')}" is no report that is saved. See: ${hint(ports.place, 'coverage')}`);
    const found: Restated[] = [];
    for (const job of jobs) found.push(...[(await restatedOf(ports, job)) ?? []].flat());
    answer(out, found, () => (found.length > 0 ? found.map((one) => changesWords(one, out)).join('\n\n') : nothing(jobs.length)));
    return EXIT.fine;
  },
});

/** Versions of a bucket are kept for a time. */
const nothing = (reports: number): string =>
  `No other document is kept of ${reports === 1 ? 'this report' : `these ${reports} reports`}: it was not fetched again, said the same, or is older than the bucket keeps versions (retention.oldVersionDays).`;

const example = `
It compares the newest document with the newest before it that differs, as far
as the bucket keeps versions (retention.oldVersionDays, 30 days by default).

Examples:
  npm run import -- changes VendorSalesReport 2026-11-20
  npm run import -- changes VendorSalesReport --json`;
