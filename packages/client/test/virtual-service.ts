import {
  InsufficientStorageError,
  type InsufficientStorageFacts,
} from '../src/insufficient-storage-error.ts';
import { send } from '../src/send.ts';
import { createTurns, type OpenTurn } from '../src/turn.ts';
import { VirtualClock } from './virtual-clock.ts';

export const MINUTE = 60_000;

/** A refusal for want of room, which asks for a second. */
export function refusal(facts: Partial<InsufficientStorageFacts> = after(1)): InsufficientStorageError {
  return new InsufficientStorageError({ reason: 'capacity', temporary: true, ...facts });
}

/** A fact of a refusal. */
export function after(seconds: number): Partial<InsufficientStorageFacts> {
  return { retryAfter: { seconds, date: new Date() } };
}

/** A service that is full until it is told that it has room, and the requests that reach it. */
export class Service {
  readonly sent: { readonly name: string; readonly at: number }[] = [];
  refuse: ((name: string) => unknown) | undefined = () => refusal();
  /** How long an answer takes, in milliseconds. */
  delay = 100;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  async answer(name: string): Promise<{ status: number }> {
    this.sent.push({ name, at: this.#clock.now() });
    await new Promise<void>((resolve) => this.#clock.start(resolve, this.delay));
    if (this.refuse) throw this.refuse(name);
    return { status: 201 };
  }

  get names(): string[] {
    return this.sent.map(({ name }) => name);
  }
}

/** Returns a clock, a service and a function that uploads to it; what that returns has the outcome as its `value`. */
export function setUp({ within = 5 * MINUTE, random = 0 } = {}) {
  const clock = new VirtualClock(() => random);
  const service = new Service(clock);
  const openTurn: OpenTurn<[string]> = createTurns<[string]>(
    { retry: { within }, account: (name) => name.split('/')[1] ?? '' },
    clock,
  );
  const upload = (
    name: string,
    { method = 'PUT', url = 'http://a.test/', signal = undefined as AbortSignal | undefined } = {},
  ) => {
    const outcome: { value?: unknown } = {};
    send(() => service.answer(name), openTurn({ url, method, signal }, name)).then(
      ({ status }) => Object.assign(outcome, { value: status }),
      (thrown: unknown) => Object.assign(outcome, { value: thrown }),
    );
    return outcome;
  };
  return { clock, service, upload };
}
