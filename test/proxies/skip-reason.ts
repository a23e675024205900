import { missing } from '../../packages/backends/test/missing.ts';
import { hasCurl } from '../../packages/conformance/src/clients/curl.ts';
import type { ProxyKind } from './proxies.ts';

/**
 * Returns why a proxy cannot be tested, for the title of a skipped test, or undefined if it can be.
 *
 * @throws Error if it cannot be tested although HTTP507_REQUIRE_SERVICES=1 requires it
 */
export function skipReason({ installed, package: name }: ProxyKind): string | undefined {
  if (!installed) return missing(`Debian's ${name} is not installed`);
  return hasCurl ? undefined : missing('curl is not installed');
}
