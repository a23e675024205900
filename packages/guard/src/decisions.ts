import { channel } from 'node:diagnostics_channel';

import { isStorageExhaustedError } from '@http507/core';

/** A guard has decided whether to admit an upload. */
export interface GuardEvent {
  readonly guard: 'disk' | 'folder' | 'quota';
  /** The name of the volume or folder. Undefined for a quota. */
  readonly name: string | undefined;
  /** `unavailable`: refused, because the volume or the ledger did not answer. */
  readonly decision: 'admitted' | 'refused' | 'unavailable';
  /** The announced length. */
  readonly bytes: number;
}

/** Which guard an event is about. */
export type GuardSubject = Pick<GuardEvent, 'guard' | 'name'>;

const decisions = channel('http507:guard');

/** Publishes on the channel `http507:guard` how an upload's reservation ends. An invalid call is not a decision. */
export function publishDecision(subject: GuardSubject, bytes: number, reservation: Promise<unknown>): void {
  if (!decisions.hasSubscribers) return;
  const publish = (decision: GuardEvent['decision']): void =>
    decisions.publish({ ...subject, decision, bytes } satisfies GuardEvent);
  reservation.then(
    () => publish('admitted'),
    (error: unknown) => {
      if (!(error instanceof TypeError)) publish(isStorageExhaustedError(error) ? 'refused' : 'unavailable');
    },
  );
}
