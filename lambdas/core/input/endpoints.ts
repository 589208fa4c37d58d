import { endpointHosts, type Region } from '../catalogue/marketplaces.ts';
import { EndpointNotAllowedError, UnexpectedAnswerError } from '../errors.ts';

/** Where Amazon's documents lie: `ReportDocument.url` of reports_2021-06-30.json is a presigned URL of S3 or of a CDN in front of it. */
const documentDomains = ['.amazonaws.com', '.amazonaws.com.cn', '.amazon.com', '.cloudfront.net'];

export type AllowedHosts = readonly string[];

/**
 * Checks the Selling Partner API endpoint of a secret, and that it serves the marketplace's region when that is given.
 * @param allowedHosts `host` or `host:port` of others that this environment may talk to, over plain http too; none in production
 * @throws EndpointNotAllowedError
 */
export const checkEndpoint = (uri: string, { region, allowedHosts }: { region?: Region; allowedHosts: AllowedHosts }): URL => {
  const url = parsed(uri, 'endpointUri');
  if (isAllowed(url, allowedHosts)) return url;
  const legal = region === undefined ? Object.values(endpointHosts).flat() : endpointHosts[region];
  if (url.protocol === 'https:' && url.port === '' && legal.includes(url.hostname)) return url;
  const why = region === undefined ? 'is not a Selling Partner API endpoint' : `does not serve the region ${region} of the marketplace`;
  throw new EndpointNotAllowedError(
    `endpointUri "${url.protocol}//${url.host}" ${why}. Set it in the account's secret to one of: ${legal.map((host) => `https://${host}`).join(', ')}.`,
  );
};

/**
 * Checks a document's URL before anything is fetched from it. The URL is a key to the document: errors name its host alone.
 * @throws UnexpectedAnswerError
 */
export const checkDocumentUrl = (uri: string, allowedHosts: AllowedHosts): URL => {
  const url = parsed(uri, 'The document’s URL', UnexpectedAnswerError);
  if (isAllowed(url, allowedHosts)) return url;
  if (url.protocol === 'https:' && url.port === '' && documentDomains.some((domain) => url.hostname.endsWith(domain))) return url;
  throw new UnexpectedAnswerError(
    `A document at "${url.protocol}//${url.host}" is not fetched: it is not https on Amazon's hosts (${documentDomains.map((domain) => `*${domain}`).join(', ')}). ` +
      'If you trust the host (a local run), name it in SP_API_ALLOWED_HOSTS.',
  );
};

/** Without user info: `https://amazon.com@evil.example` is a URL of evil.example. */
const parsed = (uri: string, what: string, Refusal: new (message: string) => Error = EndpointNotAllowedError): URL => {
  const url = URL.parse(uri);
  if (url === null) throw new Refusal(`${what} is not a URL. An endpoint looks like https://sellingpartnerapi-na.amazon.com.`);
  if (url.username !== '' || url.password !== '') {
    throw new Refusal(`${what} (host "${url.host}") contains a user name or password. Remove it: Amazon's URLs have none.`);
  }
  return url;
};

const isAllowed = (url: URL, allowedHosts: AllowedHosts): boolean =>
  /^https?:$/.test(url.protocol) && (allowedHosts.includes(url.host) || allowedHosts.includes(url.hostname));
