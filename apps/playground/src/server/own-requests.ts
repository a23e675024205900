import type { IncomingHttpHeaders } from 'node:http';

/**
 * Returns why a request must be refused, or undefined for a request of the page itself. The buttons fill disks, so no other page may press them, not
 * even one whose name resolves to this machine.
 *
 * @param origins - of the page
 */
export function refusalOf(
  { headers, method }: { readonly headers: IncomingHttpHeaders; readonly method: string },
  origins: readonly string[],
): string | undefined {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (!origins.some((own) => new URL(own).host === host)) return 'The Host header names another host.';
  if (origin !== undefined && !origins.includes(origin)) return 'The request comes from another page.';
  if (method === 'GET' || method === 'HEAD') {
    // A link in another page may open the page, but nothing else.
    const isNavigation = headers['sec-fetch-mode'] === 'navigate';
    const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
    return isForeign && !isNavigation ? 'The request comes from another page.' : undefined;
  }
  return origin === undefined ? 'The Origin header is missing.' : undefined;
}
