import type { CaughtError } from '../record/messages.ts';
import type { ReasonCode } from '../record/outcome.ts';

/** Error name → the reason that an outcome carries. What is not listed is `unexpected`. */
const REASONS: Readonly<Record<string, ReasonCode>> = {
  AccessDeniedError: 'access-denied',
  AuthorizationRevokedError: 'authorization-revoked',
  ClientCredentialsRefusedError: 'client-credentials-refused',
  InvalidSecretError: 'invalid-secret',
  EndpointNotAllowedError: 'invalid-secret',
  RequestRefusedError: 'request-refused',
  DamagedDocumentError: 'damaged-document',
  StoredDocumentLostError: 'document-lost',
  RowsNotReadableError: 'rows-not-readable',
  TablesOutOfTimeError: 'tables-out-of-time',
  SellingPartnerUnavailableError: 'unavailable',
  StoreUnavailableError: 'unavailable',
  StoreAccessDeniedError: 'store-denied',
  LedgerConflictError: 'unavailable',
  'States.Timeout': 'unavailable',
  'Sandbox.Timedout': 'unavailable',
  'Runtime.ExitError': 'unavailable',
  'Lambda.TooManyRequestsException': 'unavailable',
};

/** Whether only a person with new credentials can fix it: these have an alarm of their own. */
export const isCredentialsProblem = (errorName: string): boolean =>
  ['authorization-revoked', 'client-credentials-refused', 'invalid-secret'].includes(REASONS[errorName] ?? '');

/** Why a step threw, in words: the message that Lambda put into the Cause. */
export const failureOf = (error: CaughtError): { code: ReasonCode; text: string } => ({
  code: REASONS[error.Error] ?? (error.Error.startsWith('Lambda.') ? 'unavailable' : 'unexpected'),
  text: `${error.Error}: ${error.Cause === undefined ? 'no cause was given' : causeText(error.Cause)}`.slice(0, 1000),
});

/** The words of a Cause: Lambda's is JSON with `errorMessage`; others are plain text. */
export const causeText = (cause: string): string => {
  try {
    const parsed: unknown = JSON.parse(cause);
    const message = typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed ? parsed.errorMessage : undefined;
    return typeof message === 'string' ? message : cause;
  } catch {
    return cause;
  }
};
