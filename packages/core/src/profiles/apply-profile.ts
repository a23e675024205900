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
  const fullBody = profile.render(document, mediaType);
  if (typeof fullBody !== 'string') throw new TypeError('A profile must render text');
  const { 'Content-Security-Policy': _, ...headers } = reply.headers;
  return {
    ...reply,
    status: profile.status ?? reply.status,
    headers: {
      ...safeHeaders(profile.headers?.(document, facts.present ?? {}) ?? {}, headers),
      ...headers,
      'Content-Type': contentTypeOf(mediaType),
      'Content-Length': String(new TextEncoder().encode(fullBody).length),
    },
    body: facts.method === 'HEAD' ? '' : fullBody,
    fullBody,
  };
}

/** Returns a profile's headers without invalid ones and without those that every reply sets. */
function safeHeaders(given: object, fixed: object): Record<string, string> {
  const reserved = new Set(Object.keys(fixed).map((name) => name.toLowerCase()));
  for (const name of ['connection', 'transfer-encoding', 'trailer', 'set-cookie']) reserved.add(name);
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) =>
        /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
        !reserved.has(name.toLowerCase()) &&
        typeof value === 'string' &&
        /^[\t\x20-\x7e]*$/.test(value),
    ),
  );
}
