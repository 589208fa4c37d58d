/**
 * Every error that leaves a step. The state machine matches them by `name`, so each name is a literal:
 * it survives minifying and equals its export. Messages say what to do next; causes are kept.
 */

/** A person wrote something that cannot be run: the message names the field, what it was, and what is allowed. Never retried. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError' as const;
}

/** The account's secret is missing, not JSON or incomplete. Never retried. */
export class InvalidSecretError extends Error {
  override readonly name = 'InvalidSecretError' as const;
}

/** An endpoint or document host that is not Amazon's and was not allowed explicitly. Never retried. */
export class EndpointNotAllowedError extends Error {
  override readonly name = 'EndpointNotAllowedError' as const;
}

/** Amazon refused the refresh token: someone must authorise the application again. Never retried. */
export class AuthorizationRevokedError extends Error {
  override readonly name = 'AuthorizationRevokedError' as const;
}

/** Login with Amazon refused the client id or secret: wrong, rotated or expired (180 days). Never retried. */
export class ClientCredentialsRefusedError extends Error {
  override readonly name = 'ClientCredentialsRefusedError' as const;
}

/** Amazon answered 403 to a fresh token: a role is missing on the application or on the grant. Never retried. */
export class AccessDeniedError extends Error {
  override readonly name = 'AccessDeniedError' as const;
}

/** Amazon answered 400, 404 or 415 to a request of ours: asking again changes nothing. Never retried. */
export class RequestRefusedError extends Error {
  override readonly name = 'RequestRefusedError' as const;
}

/** Amazon answered something that is not in its own model. Never retried: a person must look. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError' as const;
}

/** 5xx, a cut connection or silence from the Selling Partner API or Login with Amazon. Retried by the state machine. */
export class SellingPartnerUnavailableError extends Error {
  override readonly name = 'SellingPartnerUnavailableError' as const;
}

/** S3, DynamoDB, Secrets Manager or Step Functions did not serve us: the SDK's many names become this one. Retried by the state machine. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError' as const;
}

/** Our own S3 denied access: the function's role, the bucket's policy or its key. Never retried: a person must fix it. */
export class StoreAccessDeniedError extends Error {
  override readonly name = 'StoreAccessDeniedError' as const;
}

/** Two invocations worked on one ledger item at the same time and the other was first. Retried: the retry reads what the other wrote. */
export class LedgerConflictError extends Error {
  override readonly name = 'LedgerConflictError' as const;
}

/** A document that did not arrive whole, or is not what its type has: cut, corrupted, expired, a page or another format in its place. */
export class DamagedDocumentError extends Error {
  override readonly name = 'DamagedDocumentError' as const;
}

/** The stored document is not in the bucket any more, or is another than the ledger names. Never retried: it is asked for again. */
export class StoredDocumentLostError extends Error {
  override readonly name = 'StoredDocumentLostError' as const;
}

/** A stored document that does not have the rows its type should have. The raw document stays as it is. Never retried: a person must look. */
export class RowsNotReadableError extends Error {
  override readonly name = 'RowsNotReadableError' as const;
}

/** The tables of a document were not finished in the time of one invocation. Never retried: the next try would take as long. */
export class TablesOutOfTimeError extends Error {
  override readonly name = 'TablesOutOfTimeError' as const;
}

/** Settle's verdict on a run with failed reports. It ends the execution as FAILED, so that Redrive is offered. Never retried. */
export class ReportsFailedError extends Error {
  override readonly name = 'ReportsFailedError' as const;
}
