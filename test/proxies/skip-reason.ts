import { hasCurl } from '../../packages/conformance/src/clients/curl.ts';
import type { ProxyKind } from './proxies.ts';

/** Returns why a proxy is not tested, to be put into a title; undefined where it is. */
export function skipReason({ installed, package: name }: ProxyKind): string | undefined {
  // Then it fails, and does not go unnoticed.
  if (process.env.HTTP507_REQUIRE_SERVICES === '1') return undefined;
  if (!installed) return `skipped: Debian's ${name} is not installed`;
  return hasCurl ? undefined : 'skipped: there is no curl';
}
