import { afterHeadersCases } from './cases/after-headers.ts';
import { callbackCases } from './cases/callbacks.ts';
import { deliveryCases } from './cases/delivery.ts';
import { deliveryConnectionCases } from './cases/delivery-connection.ts';
import { deliveryMidwayCases } from './cases/delivery-midway.ts';
import { expectContinueCases } from './cases/expect-continue.ts';
import { guardCases } from './cases/guard.ts';
import { guardEndCases } from './cases/guard-end.ts';
import { guardLengthCases } from './cases/guard-length.ts';
import { headerCases } from './cases/headers.ts';
import { http2Cases } from './cases/http2.ts';
import { leakCases } from './cases/leaks.ts';
import { profileCases } from './cases/profile.ts';
import { profileOwnCases } from './cases/profile-own.ts';
import { replyCases } from './cases/reply.ts';
import { requestIdCases } from './cases/request-id.ts';
import { schemaCases } from './cases/schema.ts';
import { thrownCases } from './cases/thrown.ts';
import type { ConformanceCase } from './conformance-case.ts';

/** Every case, in the order in which they run. */
export const CASES: readonly ConformanceCase[] = [
  ...thrownCases,
  ...replyCases,
  ...profileCases,
  ...profileOwnCases,
  ...schemaCases,
  ...requestIdCases,
  ...headerCases,
  ...leakCases,
  ...afterHeadersCases,
  ...callbackCases,
  ...http2Cases,
  ...deliveryCases,
  ...deliveryMidwayCases,
  ...expectContinueCases,
  ...deliveryConnectionCases,
  ...guardCases,
  ...guardLengthCases,
  ...guardEndCases,
];
