import { expectSync } from '../expect-sync.ts';
import { contentTypeOf, negotiate } from '../negotiate.ts';
import type { Reply } from '../reply.ts';
import type { RequestFacts } from '../request-facts.ts';
import type { StorageExhaustedDocument } from '../serialize-storage-exhausted.ts';
import type { Profile } from './profile.ts';
import { checkProfile, type ProfileOption } from './profile-option.ts';

/** Returns a reply in the words of the request's profile, or the same reply if the request has none. Never throws. */
export type ApplyProfile<Request> = (
  reply: Reply,
  document: StorageExhaustedDocument,
  facts: RequestFacts<Request>,
) => Reply;

/**
 * Returns the function that applies the `profile` option of an adapter to its replies, for `createResponder`.
 *
 * @throws TypeError that names the option if there is no such profile
 */
export function createApplyProfile<Request>(option: ProfileOption<Request>): ApplyProfile<Request> {
  const profileOf = checkProfile(option);
  return (reply, document, facts) => {
    const profile = profileOf(facts.request);
    if (!profile) return reply;
    try {
      return applyTo(reply, profile, document, facts);
    } catch {
      return reply;
    }
  };
}

function applyTo(
  reply: Reply,
  profile: Profile,
  document: StorageExhaustedDocument,
  facts: RequestFacts,
): Reply {
  // The profile decides which media types there are. `Accept` decides among them.
  const mediaType = negotiate(facts.accept, profile.mediaTypes);
  const fullBody = expectSync(profile.render(document, mediaType));
  if (typeof fullBody !== 'string') throw new TypeError('A profile must render text');
  const { 'Content-Security-Policy': _, ...headers } = reply.headers;
  return {
    ...reply,
    status: profile.status ?? reply.status,
    // Not by spreading: with headers of a profile, V8 takes 5 µs for that.
    headers: Object.assign(
      safeHeaders(expectSync(profile.headers?.(document, facts.present ?? {}))),
      headers,
      {
        'Content-Type': contentTypeOf(mediaType),
        'Content-Length': String(new TextEncoder().encode(fullBody).length),
      },
    ),
    body: facts.method === 'HEAD' ? '' : fullBody,
    fullBody,
  };
}

/** Every reply sets these itself, or the connection does. Over HTTP/2, Node throws if a header of the connection is set. */
const RESERVED: ReadonlySet<string> = new Set([
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'retry-after',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'vary',
  'x-content-type-options',
  'x-request-id',
]);

/** Returns a profile's headers without those that are reserved or invalid. */
function safeHeaders(given: object = {}): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (RESERVED.has(name.toLowerCase()) || !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) continue;
    if (typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value)) headers[name] = value;
  }
  return headers;
}
