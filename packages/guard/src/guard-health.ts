/** `full`: nothing more fits. `unavailable`: nobody knows, because the volume or the ledger cannot be read. */
export type HealthState = 'ok' | 'full' | 'unavailable';

/** The health of one resource that a guard depends on. */
export interface HealthCheck {
  readonly name: 'volume' | 'folder' | 'ledger';
  readonly state: HealthState;
}

/** Whether a guard can admit uploads now. It does not depend on any account: a quota that is used up is not a failure of the service. */
export interface GuardHealth {
  /** The worst state of all checks. */
  readonly state: HealthState;
  readonly checks: readonly HealthCheck[];
}

const BY_SEVERITY = ['unavailable', 'full', 'ok'] as const;

/** Returns the health that results from checks. */
export function healthOf(checks: readonly HealthCheck[]): GuardHealth {
  const state = BY_SEVERITY.find((each) => checks.some((check) => check.state === each)) ?? 'ok';
  return { state, checks };
}

/** Returns a check whose state is `full` if the function returns true, and `unavailable` if it rejects. Never rejects. */
export async function checkHealth(
  name: HealthCheck['name'],
  isFull: () => Promise<boolean>,
): Promise<HealthCheck> {
  try {
    return { name, state: (await isFull()) ? 'full' : 'ok' };
  } catch {
    return { name, state: 'unavailable' };
  }
}
