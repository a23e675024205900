/** Settings of Prometheus, from the environment. */
export interface PrometheusSettings {
  readonly port: number;
  /** The factor by which the rules are faster than written. */
  readonly speedup: number;
}

/** Faster, and a window of 5 minutes would contain fewer than five scrapes. */
const MAX_SPEEDUP = 60;

/** Reads PROMETHEUS_PORT and ALERT_SPEEDUP. Reports an invalid value and exits with 1. */
export function readSettings({ PROMETHEUS_PORT, ALERT_SPEEDUP }: NodeJS.ProcessEnv): PrometheusSettings {
  return {
    port: readNumber('PROMETHEUS_PORT', PROMETHEUS_PORT || '9507', 0, 65_535),
    speedup: readNumber('ALERT_SPEEDUP', ALERT_SPEEDUP || '30', 1, MAX_SPEEDUP),
  };
}

function readNumber(name: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  console.error(`${name} must be a whole number from ${min} to ${max}, not "${text}"`);
  process.exit(1);
}
