import { describeRequest } from '../inspect/describe-request.ts';
import type { Exchange } from '../inspect/exchange.ts';
import { InspectError } from '../inspect-error.ts';
import type { Settings } from '../inspect-options.ts';
import type { Plan } from './plan.ts';
import { type Ask, planOf } from './plans.ts';
import { recordExchange } from './record-exchange.ts';

/** How long a request waits in the middle for an answer at most, in milliseconds. */
const MAX_PATIENCE = 2_000;

/** Makes one request after another until the time is up. */
export class Recorder {
  readonly exchanges: Exchange[] = [];
  /** The requests that were not made because the time was up, in words. */
  readonly unasked: string[] = [];
  readonly #settings: Settings;
  readonly #deadline: number;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#deadline = performance.now() + settings.timeout;
  }

  /** Makes a request. Resolves to undefined if the time is up, or if the server does not speak the protocol. */
  ask(ask: Ask): Promise<Exchange | undefined> {
    return this.make(planOf(this.#settings, ask));
  }

  /**
   * Makes a planned request. Resolves to undefined if the time is up, or if the server does not speak the protocol.
   *
   * @throws InspectError if the first request to a host cannot be made
   */
  async make(plan: Plan): Promise<Exchange | undefined> {
    if (this.#isNotOffered(plan)) return undefined;
    const left = this.#deadline - performance.now();
    if (left <= 0) {
      this.unasked.push(describeRequest(plan.request));
      return undefined;
    }
    const fullTime = this.#settings.timeout / 4;
    const time = Math.min(left, fullTime);
    const exchange = await recordExchange(plan, { time, patience: Math.min(MAX_PATIENCE, time / 4) });
    const { failure, request, answer } = exchange;
    // The server had less time than it is promised.
    if (time < fullTime && (failure?.kind === 'timeout' || answer?.body.end === 'timeout')) {
      this.unasked.push(describeRequest(request));
      return undefined;
    }
    const isFirst = !this.exchanges.some((other) => other.request.to === request.to);
    if (isFirst && (failure?.kind === 'unreachable' || failure?.kind === 'tls')) {
      throw new InspectError(failure.message);
    }
    this.exchanges.push(exchange);
    return exchange;
  }

  #isNotOffered({ request: { protocol, to } }: Plan): boolean {
    return this.exchanges.some(
      ({ request, failure }) =>
        failure?.kind === 'not-offered' && request.protocol === protocol && request.to === to,
    );
  }
}
