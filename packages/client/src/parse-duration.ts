/** A duration, for example `'5 min'`. */
export type Duration = `${number} ${'ms' | 's' | 'min' | 'h'}`;

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, min: 6e4, h: 36e5 };

/**
 * Returns a duration in milliseconds.
 *
 * @throws TypeError if it is neither a number from 0 on nor a Duration, or longer than 24 days
 */
export function parseDuration(value: number | Duration): number {
  const [number, unit = 'ms'] = `${value}`.split(' ');
  const duration = Number(number || Number.NaN) * (MILLISECONDS[unit] as number);
  if (!(duration >= 0 && duration < 2 ** 31)) throw new TypeError('options.retry.within is no duration');
  return duration;
}
