const UNITS = ['B', 'kB', 'MB', 'GB'];

/** Returns a number of bytes in words, such as `3.0 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(unit > 1 && value < 100 ? 1 : 0)} ${UNITS[unit]}`;
}

/** Returns a time in words, such as `12 ms`. */
export function formatTime(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
