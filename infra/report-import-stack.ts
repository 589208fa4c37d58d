import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Accounts } from './accounts/accounts.ts';
import type { AccountsFile } from './deployment/accounts.ts';
import type { DeploySettings } from './deployment/deploy-settings.ts';
import { encryptionKeyOf } from './encryption-key.ts';
import { TaskFunctions } from './functions/task-functions.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { addOutputs } from './outputs.ts';
import { Schedules } from './schedules.ts';
import { Secrets } from './secrets.ts';
import { Storage } from './storage.ts';
import { Tables } from './tables/tables.ts';
import { Workflow } from './workflow/workflow.ts';

export type ReportImportStackProps = StackProps & { settings: DeploySettings; accountsFile: AccountsFile };

/** The whole stack, in the order in which its parts need each other. */
export class ReportImportStack extends Stack {
  constructor(scope: Construct, id: string, { settings, accountsFile, ...props }: ReportImportStackProps) {
    super(scope, id, props);
    const { accounts } = accountsFile;
    const namespace = `SellingPartnerReports/${this.stackName}`;
    const key = encryptionKeyOf(this, settings.encryptionKey);
    const storage = new Storage(this, 'Storage', { settings, key });
    const secrets = new Secrets(this, 'Secrets', { settings, key });
    const functions = new TaskFunctions(this, 'Steps', { settings, storage, secrets, key, accounts, namespace });
    const { machine } = new Workflow(this, 'Workflow', { settings, functions, key });
    const schedules = new Schedules(this, 'Schedules', { machine });
    const { deadLetters } = schedules;
    const namePrefix = this.stackName;
    const tables = settings.run.tables ? new Tables(this, 'Tables', { settings, accounts, storage, key }) : undefined;
    const monitoring = new Monitoring(this, 'Monitoring', { settings, accounts, machine, functions, deadLetters, namespace, namePrefix });
    const { addAlarm, metrics } = monitoring;
    new Accounts(this, 'Accounts', { settings, accounts, secrets, schedules, addAlarm, metrics, namePrefix, key });
    addOutputs(this, { settings, accountsFile, machine, storage, secrets, monitoring, tables });
  }
}
