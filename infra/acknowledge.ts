import { Stack, Validations } from 'aws-cdk-lib';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { IConstruct } from 'constructs';

/** Acknowledges one resource with a wildcard in a policy of `scope`, as cdk-nag writes it, with the reason a reviewer reads. */
export const acknowledgeWildcard = (scope: IConstruct, resource: string, reason: string): void => {
  const finding = flattenCfnReference(Stack.of(scope).resolve(resource));
  Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[Resource::${finding}]`, reason });
};
