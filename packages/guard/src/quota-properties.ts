import type { Guard } from './guard.ts';

/** The properties of RFC 4331, in bytes. */
export interface QuotaProperties {
  /** How much more can be stored (section 3). */
  readonly 'quota-available-bytes': number;
  /** How much is stored (section 4). */
  readonly 'quota-used-bytes': number;
}

/** Returns the quota properties of an account for WebDAV clients (RFC 4331). */
export async function quotaProperties(guard: Guard, account: string | undefined): Promise<QuotaProperties> {
  const { availableBytes, usedBytes } = await guard.usage(account);
  return { 'quota-available-bytes': availableBytes, 'quota-used-bytes': usedBytes };
}
