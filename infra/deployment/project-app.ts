import { readFileSync } from 'node:fs';
import { App, type AppProps } from 'aws-cdk-lib';
import { z } from 'zod';

const CdkJson = z.looseObject({ context: z.record(z.string(), z.unknown()) });

/**
 * An app as `cdk` would make it, with the feature flags of cdk.json, for scripts and tests that need the template alone: code is not
 * bundled, and CDK's own rules for templates, which need more processor time than ten syntheses, are not tried. `cdk synth` does both.
 */
export const appForTemplate = (context: Readonly<Record<string, unknown>> = {}, props: AppProps = {}): App => {
  const cdkJson = CdkJson.parse(JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')));
  return new App({
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    ...props,
    context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [], ...context },
  });
};
