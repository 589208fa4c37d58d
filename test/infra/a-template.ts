import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** The template that this context makes, synthesised with cdk-nag and all, as `cdk synth` does it; only the code is not bundled. */
export const aTemplate = (context: Readonly<Record<string, unknown>> = {}) => {
  const known = made.get(JSON.stringify(context)) ?? aNewTemplate(context);
  made.set(JSON.stringify(context), known);
  return known;
};

/** A synthesis takes a second of processor time: what one context makes is made once for all tests of a worker. */
const made = new Map<string, ReturnType<typeof templateOf>>();

/** The same, made anew. */
export const aNewTemplate = (context: Readonly<Record<string, unknown>> = {}) => {
  const outdir = mkdtempSync(join(tmpdir(), 'template-'));
  try {
    return templateOf(Template.fromStack(deployment(appForTemplate({ accounts: 'sample', ...context }, { outdir }))));
  } finally {
    rmSync(outdir, { recursive: true });
  }
};

const templateOf = (template: Template) => {
  const all = (type: string): Resource[] =>
    Object.entries(Resources.parse(template.findResources(type))).map(([id, resource]) => ({ id, ...resource }));
  return {
    template,
    text: JSON.stringify(template.toJSON()),
    all,
    /** The only resource of the type whose id contains the words. */
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
