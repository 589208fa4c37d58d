import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestedStack, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { deployment } from '../../infra/deployment/deployment.ts';
import { appForTemplate } from '../../infra/deployment/project-app.ts';

/** A resource of a template, by its logical id. */
export type Resource = { id: string; Properties: Record<string, unknown>; DeletionPolicy?: string | undefined };

const Resources = z.record(
  z.string(),
  z.looseObject({ Properties: z.record(z.string(), z.unknown()).default({}), DeletionPolicy: z.string().optional() }),
);

/** The templates that this context makes, of the stack and those nested in it, synthesised with cdk-nag and all, as `cdk synth` does it; only the code is not bundled, and CDK's rules for templates are not tried. */
export const aTemplate = (context: Readonly<Record<string, unknown>> = {}) => {
  const known = made.get(JSON.stringify(context)) ?? aNewTemplate(context);
  made.set(JSON.stringify(context), known);
  return known;
};

/** A synthesis takes a quarter of a second: what one context makes is made once for all tests of a worker. */
const made = new Map<string, ReturnType<typeof templatesOf>>();

/** The same, synthesised again. */
export const aNewTemplate = (context: Readonly<Record<string, unknown>> = {}) => {
  const outdir = mkdtempSync(join(tmpdir(), 'template-'));
  try {
    return templatesOf(deployment(appForTemplate({ accounts: 'sample', ...context }, { outdir })));
  } finally {
    rmSync(outdir, { recursive: true });
  }
};

const templatesOf = (stack: Stack) => {
  const template = Template.fromStack(stack);
  const nested = stack.node.findAll().filter((one) => one instanceof NestedStack);
  const templates = [template, ...nested.map((one) => Template.fromStack(one))];
  const found = withReferences(template, templates);
  const all = (type: string): Resource[] => found.filter(({ Type }) => Type === type).map(({ Type: _, ...resource }) => resource);
  return {
    /** The main stack's. */
    template,
    /** All, the main stack's first. */
    templates,
    text: templates.map((one) => JSON.stringify(one.toJSON())).join('\n'),
    all,
    /** The only resource of the type with these words in its id. */
    one: (type: string, words = ''): Resource => {
      const [found, ...others] = all(type).filter(({ id }) => id.includes(words));
      if (found === undefined || others.length > 0)
        throw new Error(`${others.length + (found ? 1 : 0)} resources are a ${type} "${words}"`);
      return found;
    },
    /** What the role of that id may do: every allowed action with its resource, as text. */
    allowed: (roleId: string): string[] =>
      all('AWS::IAM::Policy')
        .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(`"${roleId}"`))
        .flatMap(({ Properties }) => Policy.parse(Properties['PolicyDocument']).Statement)
        .flatMap(({ Action, Resource }) =>
          [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${flat(resource)}`)),
        )
        .sort(),
  };
};

const Whole = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });
const Given = z.looseObject({ Properties: z.looseObject({ Parameters: z.record(z.string(), z.unknown()).default({}) }) });

/** All resources; a nested stack's parameters are replaced by what the main stack gives for them. */
const withReferences = (main: Template, templates: readonly Template[]): (Resource & { Type: string })[] => {
  const given = Object.assign(
    {},
    ...Object.values(main.findResources('AWS::CloudFormation::Stack')).map((stack) => Given.parse(stack).Properties.Parameters),
  );
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    if (typeof value !== 'object' || value === null) return value;
    const { Ref } = Object(value);
    if (Object.keys(value).length === 1 && Ref in given) return given[Ref];
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner)]));
  };
  return templates.flatMap((one) =>
    Object.entries(Whole.parse(one.toJSON()).Resources).map(([id, { Type, ...resource }]) => {
      const { Properties, DeletionPolicy } = Resources.parse({ [id]: replaced(resource) })[id] ?? {};
      return { id, Type, Properties: Properties ?? {}, DeletionPolicy };
    }),
  );
};

const Policy = z.looseObject({
  Statement: z.array(
    z.looseObject({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.union([z.unknown(), z.array(z.unknown())]) }),
  ),
});

/** A resource as one line: references by their logical id. */
const flat = (resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': joined } = Intrinsic.parse(resource);
  if (Ref !== undefined) return Ref;
  if (attribute !== undefined) return attribute[0] ?? '';
  return (joined?.[1] ?? []).map(flat).join('');
};

const Intrinsic = z.looseObject({
  Ref: z.string().optional(),
  'Fn::GetAtt': z.array(z.string()).optional(),
  'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]).optional(),
});

/** Settings that two files of tests look at, each from its side. */
export const ownKey = { keyPrefix: 'amazon/', queryLimitGigabytes: 0.5, encryptionKey: 'new' };

/** An accounts file for a test. */
export const anAccountsFile = (accounts: readonly Record<string, unknown>[]): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'accounts-')), 'accounts.json');
  writeFileSync(file, JSON.stringify({ accounts }));
  return file;
};

export const anAccount = (some: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'acme-us',
  kind: 'vendor',
  marketplaces: ['US'],
  timeZone: 'America/New_York',
  schedule: 'cron(0 5 * * ? *)',
  enabled: true,
  reports: [{ type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } }],
  ...some,
});
