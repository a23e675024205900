import { missing } from '../../packages/backends/test/missing.ts';
import { hasCurl } from '../../packages/conformance/src/clients/curl.ts';
import type { ProxyKind } from './proxies.ts';

/**
 * Returns why a proxy is not tested, to be put into a title; undefined where it is.
 *
 * @throws Error where it is not although HTTP507_REQUIRE_SERVICES=1 requires it
 */
export function skipReason({ installed, package: name }: ProxyKind): string | undefined {
  if (!installed) return missing(`Debian's ${name} is not installed`);
  return hasCurl ? undefined : missing('curl is not installed');
}
