import { EventEmitter, once } from 'node:events';

import type { ExhaustedEvent } from '@http507/core';

/** Collects the events of a responder. A client may have its answer before the server knows that it is out. */
export class EventLog {
  readonly events: ExhaustedEvent[] = [];
  readonly #emitter = new EventEmitter();

  /** The callback to give to the adapter. */
  readonly onExhausted = (event: ExhaustedEvent): void => {
    this.events.push(event);
    this.#emitter.emit('event');
  };

  /** Resolves to the first event. */
  async first(): Promise<ExhaustedEvent> {
    if (this.events.length === 0) await once(this.#emitter, 'event');
    return this.events[0] as ExhaustedEvent;
  }
}
