import { expectSync } from '../expect-sync.ts';
import { gitLfs } from './git-lfs.ts';
import type { Profile } from './profile.ts';
import { s3 } from './s3.ts';
import { tus } from './tus.ts';
import { webdav } from './webdav.ts';

const PROFILES = { webdav, s3, 'git-lfs': gitLfs, tus };

/** The name of a profile in this package. */
export type ProfileName = keyof typeof PROFILES;

/**
 * The `profile` option of an adapter: a profile, or a function that returns the profile for a request. The function gets the framework's request.
 * If it throws or returns no profile, the client gets the default reply.
 */
export type ProfileOption<Request = unknown> =
  | ProfileName
  | Profile
  | ((request: Request) => ProfileName | Profile | undefined);

/** Returns the profile for a request. Never throws. */
export type ProfileOf<Request> = (request: Request) => Profile | undefined;

/**
 * Returns the function that selects a profile.
 *
 * @throws TypeError that names the option if there is no such profile
 */
export function checkProfile<Request>(option: ProfileOption<Request>): ProfileOf<Request> {
  if (typeof option === 'function') {
    return (request) => {
      try {
        return findProfile(expectSync(option(request)));
      } catch {
        return undefined;
      }
    };
  }
  const profile = findProfile(option);
  if (profile) return () => profile;
  const names = Object.keys(PROFILES).join(', ');
  throw new TypeError(`options.profile must be one of ${names}, a profile or a function`);
}

function findProfile(value: unknown): Profile | undefined {
  if (typeof value === 'string')
    return Object.hasOwn(PROFILES, value) ? PROFILES[value as ProfileName] : undefined;
  return isProfile(value) ? value : undefined;
}

function isProfile(value: unknown): value is Profile {
  const { mediaTypes, render, headers, status } = (value ?? {}) as Partial<Profile>;
  return (
    Array.isArray(mediaTypes) &&
    mediaTypes.length > 0 &&
    mediaTypes.every((type) => /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(type)) &&
    typeof render === 'function' &&
    (headers === undefined || typeof headers === 'function') &&
    (status === undefined || (Number.isInteger(status) && status >= 400 && status < 600))
  );
}
