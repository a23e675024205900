import type { IncomingHttpHeaders } from 'node:http';

/** The part of a request that says who makes it. */
export interface Sender {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** The route that the path matches. */
  readonly routeOptions: { readonly url?: string | undefined };
}

/**
 * Returns why a request must be refused, or undefined for a request of the page itself. The buttons fill disks, so no other page may press them, not
 * even one whose name resolves to this machine.
 *
 * @param origins - of the page
 */
export function refusalOf(sender: Sender, origins: readonly string[]): string | undefined {
  const { headers, method } = sender;
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (!origins.some((own) => new URL(own).host === host)) return 'The Host header names another host.';
  if (origin !== undefined && !origins.includes(origin)) return 'The request comes from another page.';
  if (method === 'GET' || method === 'HEAD') {
    const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
    return isForeign && !isLink(sender) ? 'The request comes from another page.' : undefined;
  }
  return origin === undefined ? 'The Origin header is missing.' : undefined;
}

/** A link in another page may open the page, but nothing else. */
function isLink({ headers, routeOptions }: Sender): boolean {
  return (
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document' &&
    // Not by the path, where each letter can be encoded.
    !routeOptions.url?.startsWith('/api/')
  );
}
