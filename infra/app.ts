import { App } from 'aws-cdk-lib';
import { InvalidInputError } from '../lambdas/core/errors.ts';
import { deployment } from './deployment/deployment.ts';

try {
  deployment(new App());
} catch (error) {
  // What a person wrote wrong is told in words; where in the code it was noticed does not help.
  if (!(error instanceof InvalidInputError)) throw error;
  console.error(error.message);
  process.exit(1);
}
