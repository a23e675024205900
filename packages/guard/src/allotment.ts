import { randomUUID } from 'node:crypto';

import { AllotmentReservation } from './allotment-reservation.ts';
import type { AllotmentSettings } from './allotment-settings.ts';
import { expect } from './check.ts';
import type { Guard, GuardUsage, ReplaceOptions } from './guard.ts';
import { LedgerUnavailableError } from './ledger-unavailable-error.ts';

/** Gives each account of a ledger so much room and no more. */
export class Allotment implements Guard {
  readonly #settings: AllotmentSettings;

  constructor(settings: AllotmentSettings) {
    this.#settings = settings;
  }

  async reserve(
    account: string | undefined,
    bytes: number,
    options?: ReplaceOptions,
  ): Promise<AllotmentReservation> {
    const name = this.#settings.nameOf(account);
    const reservation = new AllotmentReservation(this.#settings, name, await this.#limit(name));
    await reservation.ensure(bytes, options);
    return reservation;
  }

  async giveBack(account: string | undefined, bytes: number): Promise<void> {
    const { ledger, lease, admitUnasked } = this.#settings;
    const name = this.#settings.nameOf(account);
    expect(Number.isSafeInteger(bytes), 'bytes', 'a whole number of bytes');
    const request = { account: name, id: randomUUID(), lease };
    try {
      await ledger.settle({ ...request, change: -bytes });
    } catch (error) {
      if (!(error instanceof LedgerUnavailableError)) throw error;
      if (admitUnasked) return;
      // It may have been done without our hearing of it.
      ledger.settle({ ...request, change: 0 }).catch(() => undefined);
      throw error;
    }
  }

  async usage(account: string | undefined): Promise<GuardUsage> {
    const { ledger, usage } = this.#settings;
    const name = this.#settings.nameOf(account);
    const [quotaBytes, figures] = await Promise.all([this.#limit(name), ledger.read(name)]);
    // Not entered into the ledger: whoever only asks leaves nothing there.
    const { usedBytes, heldBytes } = figures ?? { usedBytes: await usage(name), heldBytes: 0 };
    const availableBytes = Math.max(0, quotaBytes - usedBytes - heldBytes);
    return { usedBytes, reservedBytes: heldBytes, availableBytes, quotaBytes };
  }

  async #limit(account: string): Promise<number> {
    const limit = await this.#settings.limit(account);
    if (typeof limit !== 'number' || !(limit >= 0)) {
      throw new TypeError(`options.limit must give a number of bytes, not ${String(limit)}`);
    }
    return limit;
  }
}
