import { InsufficientStorageError, type Obstacle } from './insufficient-storage-error.ts';
import { parseDetail } from './parse-detail.ts';

/** Facts about the request that was answered. */
export interface AnsweredRequest {
  /** Its method. Without it, only the response decides whether the request may be sent again. */
  readonly method?: string | undefined;
  /** Whether it has an `Idempotency-Key`. Default: false. */
  readonly hasIdempotencyKey?: boolean | undefined;
  /** Whether its body can be sent again. Default: true. */
  readonly canReplay?: boolean | undefined;
}

/** A 507 response that has been read. */
export interface ReceivedResponse extends AnsweredRequest {
  /** Returns a header by its name in lower case. */
  readonly headers: (name: string) => string | null | undefined;
  /** The body, or the first 64 kB of it. */
  readonly body: string;
  /** Now, in milliseconds since 1970. */
  readonly now: number;
}

/** RFC 9110, section 9.2.2. */
const IDEMPOTENT = /^(GET|HEAD|OPTIONS|TRACE|PUT|DELETE)$/i;

/**
 * Returns the error for a 507 response with a body of JSON, XML, HTML or text. Each fact is looked for in the words of every format, because servers and
 * proxies label bodies wrongly. Never throws: what cannot be read is absent from the error.
 */
export function parseInsufficientStorage(
  { headers, body, now, method = 'PUT', hasIdempotencyKey, canReplay = true }: ReceivedResponse,
  options?: ErrorOptions,
): InsufficientStorageError {
  const find = (before: string, value: string): string | undefined =>
    new RegExp(`(?:${before})(${value})`, 'i').exec(body)?.[1];
  const count = (before: string, digits: number): number | undefined => {
    const number = find(before, `\\d{1,${digits}}(?![\\d.e])`);
    return number ? Number(number) : undefined;
  };

  const isCapacity = find('', 'reason"?: *"?capacity|disk-space|StorageFull');
  // Assumed rather too often: then the request is not sent again, which does no harm.
  const isQuota = !isCapacity && find('', 'quota|allotted|Used: \\d');
  const seconds = parseRetryAfter(headers('retry-after') ?? '', now) ?? count('again in |"retryAfter": *', 9);
  // Of true, false, temporary and lasting.
  const duration = find('Reason: \\w+ \\(|"temporary": *', '[tfl]');
  const temporary = duration ? duration === 't' : !isQuota || seconds !== undefined;
  let obstacle: Obstacle | undefined;
  if (isQuota) obstacle = 'quota';
  else if (!temporary) obstacle = 'lasting';
  else if (!IDEMPOTENT.test(method) && !hasIdempotencyKey) obstacle = 'method';
  else if (!canReplay) obstacle = 'body';

  return new InsufficientStorageError(
    {
      reason: isCapacity ? 'capacity' : isQuota ? 'quota' : undefined,
      temporary,
      retryAfter: seconds === undefined ? undefined : { seconds, date: new Date(now + seconds * 1000) },
      usedBytes: count('Used: |"usedBytes": *', 15),
      quotaBytes: count('Used: \\d+ of |"quotaBytes": *', 15),
      requestId: [find('request[-_ ]?id[">: ]+', '\\w[^<"\\r\\n]*'), headers('x-request-id')].find((id) =>
        /^[\w.~:+/=@-]{1,128}$/.test(id ?? ''),
      ) as string | undefined,
      detail: parseDetail(body),
      obstacle,
    },
    options,
  );
}

/** Returns `Retry-After` in whole seconds (RFC 9110, section 10.2.3). */
function parseRetryAfter(value: string, now: number): number | undefined {
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000);
  return seconds >= 0 ? seconds : undefined;
}
