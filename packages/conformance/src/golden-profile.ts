import type { StorageExhaustedDocument } from '@http507/core';
import { gitLfs, type Profile, s3, tus, webdav } from '@http507/core/profiles';

import { GOLDEN_CAPACITY, GOLDEN_QUOTA, type Golden, golden } from './golden.ts';

/** The profiles by their names. */
export const PROFILES = { webdav, s3, 'git-lfs': gitLfs, tus } as const;

/** The documents of the golden answers. */
export const CAPACITY_DOCUMENT = documentOf(GOLDEN_CAPACITY['application/json'] as Golden);
export const QUOTA_DOCUMENT = documentOf(GOLDEN_QUOTA);

/** Returns the answer that every framework must give in the words of a profile. The tests of core check these words. */
export function goldenProfile(
  profile: Profile,
  document: StorageExhaustedDocument,
  mediaType = profile.mediaTypes[0] as string,
): Golden {
  const { retryAfter } = document;
  const more = Object.entries(profile.headers?.(document, {}) ?? {});
  return golden(mediaType, profile.render(document, mediaType), {
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    ...Object.fromEntries(more.map(([name, value]) => [name.toLowerCase(), value])),
  });
}

function documentOf({ body }: Golden): StorageExhaustedDocument {
  return JSON.parse(body);
}
