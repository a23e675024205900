import { LEAKS, type Leak, type Mistake } from './mistakes.ts';
import { QueryError, type Simulation } from './simulation.ts';

const FLAGS = ['cacheable', 'cut', 'hang', 'html', 'reset', 'stale-gzip'] as const;
const PROFILES = ['webdav', 's3', 'git-lfs', 'tus'] as const;

/** In milliseconds. */
const MAX_DELAY = 600_000;

/** In bytes. */
const MAX_AT = 1e12;

/**
 * Returns what a query asks for.
 *
 * @throws QueryError that names an unknown or invalid parameter
 */
export function parseQuery(query: URLSearchParams): Simulation {
  const known = ['reason', 'retryAfter', 'type', 'profile', 'delay', 'at', 'leak', ...FLAGS];
  for (const name of query.keys()) {
    if (!known.includes(name)) throw new QueryError(`${name} is not a parameter: use ${known.join(', ')}`);
  }
  return {
    reason: oneOf('reason', ['capacity', 'quota'], query.get('reason') ?? 'capacity'),
    retryAfter: parseRetryAfter(query.get('retryAfter')),
    type: query.get('type') ?? undefined,
    profile: query.has('profile') ? oneOf('profile', PROFILES, query.get('profile')) : undefined,
    delay: parseCount('delay', query.get('delay'), MAX_DELAY),
    at: parseCount('at', query.get('at'), MAX_AT),
    mistake: parseMistake(query),
  };
}

function parseMistake(query: URLSearchParams): Mistake | undefined {
  const mistakes: Mistake[] = FLAGS.filter((name) => query.has(name));
  const leak = query.get('leak');
  if (leak !== null) {
    mistakes.push(`leak=${oneOf('leak', Object.keys(LEAKS) as Leak[], leak === '' ? 'path' : leak)}`);
  }
  if (mistakes.length > 1) throw new QueryError(`One mistake at a time, not ${mistakes.join(' and ')}`);
  return mistakes[0];
}

function parseRetryAfter(value: string | null): string | undefined {
  if (value === null || /^\d{1,9}$/.test(value)) return value ?? undefined;
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) throw new QueryError('retryAfter must be a number of seconds or a date');
  return date.toUTCString();
}

function parseCount(name: string, value: string | null, max: number): number {
  const count = Number(value ?? 0);
  if (/^\d*$/.test(value ?? '') && count <= max) return count;
  throw new QueryError(`${name} must be a whole number from 0 to ${max}`);
}

function oneOf<T extends string>(name: string, values: readonly T[], value: string | null): T {
  const found = values.find((each) => each === value);
  if (found !== undefined) return found;
  throw new QueryError(`${name} must be one of ${values.join(', ')}`);
}
