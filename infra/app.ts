import { App } from 'aws-cdk-lib';
import { InvalidInputError } from '../lambdas/core/errors.ts';
import { deployment, TooManyResourcesError } from './deployment/deployment.ts';

try {
  // On stderr: stdout is the template's (`cdk synth > template.yaml`).
  deployment(new App(), console.error);
} catch (error) {
  // For a mistake in what a person wrote the message is enough: a stack trace does not help.
  if (!(error instanceof InvalidInputError || error instanceof TooManyResourcesError)) throw error;
  console.error(error.message);
  process.exit(1);
}
