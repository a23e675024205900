import type { Rule } from './rule.ts';
import { bodyEncoding } from './rules/body-encoding.ts';
import { bodyHead } from './rules/body-head.ts';
import { bodyHtml } from './rules/body-html.ts';
import { bodyMissing } from './rules/body-missing.ts';
import { bodyProblem } from './rules/body-problem.ts';
import { bodyTooLong } from './rules/body-too-long.ts';
import { bodyTypeMissing } from './rules/body-type-missing.ts';
import { bodyTypeWrong } from './rules/body-type-wrong.ts';
import { cacheHit } from './rules/cache-hit.ts';
import { cacheNoStore } from './rules/cache-no-store.ts';
import { cacheStorable } from './rules/cache-storable.ts';
import { cacheTargeted } from './rules/cache-targeted.ts';
import { cacheValidators } from './rules/cache-validators.ts';
import { corsCredentials } from './rules/cors-credentials.ts';
import { corsMissing } from './rules/cors-missing.ts';
import { corsUnexposed } from './rules/cors-unexposed.ts';
import { deliveryClosed } from './rules/delivery-closed.ts';
import { deliveryCut } from './rules/delivery-cut.ts';
import { deliveryLate } from './rules/delivery-late.ts';
import { deliveryLost } from './rules/delivery-lost.ts';
import { deliveryLostLater } from './rules/delivery-lost-later.ts';
import { deliveryTimeout } from './rules/delivery-timeout.ts';
import { expectRefused } from './rules/expect-refused.ts';
import { framingHeaders } from './rules/framing-headers.ts';
import { framingHttp10 } from './rules/framing-http10.ts';
import { framingInvalid } from './rules/framing-invalid.ts';
import { hopChanged } from './rules/hop-changed.ts';
import { hopPage } from './rules/hop-page.ts';
import { leakCredentials } from './rules/leak-credentials.ts';
import { leakHost } from './rules/leak-host.ts';
import { leakPath } from './rules/leak-path.ts';
import { leakSql } from './rules/leak-sql.ts';
import { leakStack } from './rules/leak-stack.ts';
import { leakVersion } from './rules/leak-version.ts';
import { requestIdDiffers } from './rules/request-id-differs.ts';
import { requestIdMissing } from './rules/request-id-missing.ts';
import { requestIdRepeated } from './rules/request-id-repeated.ts';
import { retryAfterImplausible } from './rules/retry-after-implausible.ts';
import { retryAfterInvalid } from './rules/retry-after-invalid.ts';
import { retryAfterQuota } from './rules/retry-after-quota.ts';
import { staleHeaders } from './rules/stale-headers.ts';
import { statusHead } from './rules/status-head.ts';
import { statusNot507 } from './rules/status-not-507.ts';
import { varyAccept } from './rules/vary-accept.ts';
import { varyOrigin } from './rules/vary-origin.ts';

/** Every rule, in the order in which findings are reported. */
export const RULES: readonly Rule[] = [
  statusNot507,
  statusHead,
  bodyMissing,
  bodyHead,
  bodyHtml,
  bodyTypeMissing,
  bodyTypeWrong,
  bodyEncoding,
  bodyProblem,
  bodyTooLong,
  framingInvalid,
  framingHttp10,
  framingHeaders,
  cacheStorable,
  cacheNoStore,
  cacheTargeted,
  cacheValidators,
  cacheHit,
  varyAccept,
  varyOrigin,
  retryAfterInvalid,
  retryAfterImplausible,
  retryAfterQuota,
  requestIdMissing,
  requestIdDiffers,
  requestIdRepeated,
  corsMissing,
  corsCredentials,
  corsUnexposed,
  staleHeaders,
  leakStack,
  leakPath,
  leakSql,
  leakHost,
  leakVersion,
  leakCredentials,
  deliveryTimeout,
  deliveryClosed,
  deliveryCut,
  deliveryLost,
  deliveryLostLater,
  deliveryLate,
  expectRefused,
  hopPage,
  hopChanged,
];
