import type { PlaygroundState } from '../protocol.ts';
import type { EventStream } from './event-stream.ts';
import type { Services } from './services.ts';

/** How often the figures are read while a page is open, in milliseconds. */
const INTERVAL = 150;

/** Sends the state of the services to the pages. */
export class StateFeed {
  readonly #services: Services;
  readonly #events: EventStream;
  readonly #constant: Omit<PlaygroundState, 'services'>;
  #last = '';

  /** @param constant - what does not change */
  constructor(services: Services, events: EventStream, constant: Omit<PlaygroundState, 'services'>) {
    this.#services = services;
    this.#events = events;
    this.#constant = constant;
  }

  /** Sends the state whenever it has changed, while a page is open. */
  start(): void {
    setInterval(() => {
      if (!this.#events.isWatched) return;
      for (const service of this.#services.all) service.measure();
      this.#sendChange().catch(() => undefined);
    }, INTERVAL);
  }

  /** Sends the state, because a page has just connected. */
  async send(): Promise<void> {
    this.#last = '';
    await this.#sendChange();
  }

  async #sendChange(): Promise<void> {
    const state = { services: await this.#services.states(), ...this.#constant };
    const text = JSON.stringify(state);
    if (text === this.#last) return;
    this.#last = text;
    this.#events.send('state', state);
  }
}
