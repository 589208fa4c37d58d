import { App } from 'aws-cdk-lib';
import { InvalidInputError } from '../lambdas/core/errors.ts';
import { deployment, TooManyResourcesError } from './deployment/deployment.ts';

try {
  // On stderr: stdout is the template's (`cdk synth > template.yaml`).
  deployment(new App(), console.error);
} catch (error) {
  // What a person wrote wrong is told in words; where in the code it was noticed does not help.
  if (!(error instanceof InvalidInputError || error instanceof TooManyResourcesError)) throw error;
  console.error(error.message);
  process.exit(1);
}
