import type { Guard } from './guard.ts';

/** The properties of RFC 4331, in bytes. */
export interface QuotaProperties {
  /** How much more can be stored before it is refused (section 3). */
  readonly 'quota-available-bytes': number;
  /** How much is used (section 4). */
  readonly 'quota-used-bytes': number;
}

/** Asks a guard for what WebDAV clients want to know of it (RFC 4331). */
export async function quotaProperties(guard: Guard, account: string | undefined): Promise<QuotaProperties> {
  const { availableBytes, usedBytes } = await guard.usage(account);
  return { 'quota-available-bytes': availableBytes, 'quota-used-bytes': usedBytes };
}
