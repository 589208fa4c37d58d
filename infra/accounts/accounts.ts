import { NestedStack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { type Account, secretNameOf } from '../../lambdas/core/input/accounts.ts';
import type { ImportSettings } from '../deployment/import-settings.ts';
import type { AddAlarm } from '../monitoring/add-alarm.ts';
import { type StartsAlarmProps, startsAlarm } from '../monitoring/starts-alarm.ts';
import type { Schedules } from '../schedules.ts';
import type { Secrets } from '../secrets.ts';
import { accountSchedule } from './account-schedule.ts';
import { emptySecret } from './empty-secret.ts';
import { placeCount, placeOf } from './place.ts';

export type AccountsProps = Pick<StartsAlarmProps, 'metrics' | 'namePrefix'> & {
  settings: ImportSettings;
  accounts: readonly Account[];
  secrets: Secrets;
  schedules: Schedules;
  addAlarm: AddAlarm;
  key: IKey | undefined;
};

/**
 * What each account has of its own: a secret (several accounts may share one), a schedule and an alarm. They are in nested stacks, since
 * one stack holds 500 resources. The account's name alone decides in which; for a secret, the secret's name.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export class Accounts extends Construct {
  constructor(scope: Construct, id: string, props: AccountsProps) {
    super(scope, id);
    const { accounts, settings } = props;
    const made = secretsOf(accounts).filter(({ name }) => !settings.existingSecrets.includes(name));
    for (const place of Array.from({ length: placeCount }, (_, index) => index)) {
      const isHere = ({ name }: { name: string }) => placeOf(name) === place;
      const here = { accounts: accounts.filter(isHere), ownSecrets: made.filter(isHere) };
      // CloudFormation makes no stack without resources.
      if (here.accounts.length + here.ownSecrets.length > 0) new AccountStack(this, `${place}`, { ...props, ...here });
    }
  }
}

type OwnSecret = { name: string; description: string };

/** The secrets that the accounts name, each once. */
const secretsOf = (accounts: readonly Account[]): OwnSecret[] =>
  [...new Set(accounts.map(secretNameOf))].map((name) => {
    const users = accounts.filter((account) => secretNameOf(account) === name);
    return { name, description: `Selling Partner API credentials of ${users.map((user) => user.name).join(', ')}` };
  });

class AccountStack extends NestedStack {
  constructor(scope: Construct, id: string, { ownSecrets, accounts, ...props }: AccountsProps & { ownSecrets: readonly OwnSecret[] }) {
    super(scope, id, { description: 'Secrets, schedules and alarms of some of the accounts' });
    const secrets = new Construct(this, 'Secrets');
    for (const secret of ownSecrets) emptySecret(secrets, { ...secret, prefix: props.secrets.prefix, key: props.key });
    const schedules = new Construct(this, 'Schedules');
    for (const account of accounts) accountSchedule(schedules, { ...props, account });
    const alarms = new Construct(this, 'Alarms');
    // A disabled account has no starts to miss.
    for (const { name, enabled } of accounts) if (enabled) startsAlarm(alarms, { ...props, account: name });
  }
}
