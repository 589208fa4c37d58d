import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Replaces in the bundles the SDK's chain of providers (SSO, profiles, web identity, containers): Lambda gives a function its role's
 * credentials as environment variables.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const defaultProvider = fromEnv;
