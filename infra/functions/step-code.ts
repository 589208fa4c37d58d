import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { StepName } from '../workflow/definition.ts';
import { bundleOf } from './bundle.ts';

/**
 * The code of a step's function, the AWS SDK included: what runs is what was tested, not the SDK that Lambda happens to have.
 * @param beside texts of files to lie beside the bundle, by their names there
 */
export const stepCode = (step: StepName, beside: Readonly<Record<string, string>> = {}): Code =>
  // Everything comes from the bundling: the folder only has to exist.
  Code.fromAsset('.', {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('unused: the bundle is made here'),
      // CDK takes two assets of one folder for the same unless their commands differ: another step, or the accounts of another import.
      command: [step, createHash('sha256').update(JSON.stringify(beside)).digest('hex')],
      local: {
        tryBundle: (directory) => {
          for (const { name, contents } of bundleOf(step)) writeFileSync(join(directory, name), contents);
          for (const [name, text] of Object.entries(beside)) writeFileSync(join(directory, name), text);
          // Lambda reads them as another user: a strict umask here, or a private accounts file, must not lock it out.
          for (const name of readdirSync(directory)) chmodSync(join(directory, name), 0o644);
          return true;
        },
      },
    },
  });
