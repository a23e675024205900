import { recognize } from '@http507/core';
import { type AdapterOptions, createExchangeHandler, type HandleExchange } from '@http507/node';
import { type ArgumentsHost, Catch, Inject, Optional } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';

import { answerMessage } from './answer-message.ts';
import { createMessageHandler, type HandleMessage } from './create-message-handler.ts';
import { exchangeOf } from './exchange-of.ts';

/**
 * Options of StorageExhaustedFilter. All are optional. The request is that of Express or Fastify, or Node's request for a middleware
 * on Fastify. Without HTTP, it is the context of the message or of the GraphQL operation, or the WebSocket client.
 */
// biome-ignore lint/suspicious/noExplicitAny: the type depends on the platform, as in Nest's getRequest()
export type StorageExhaustedFilterOptions = AdapterOptions<any>;

/** The injection token for the options, if Nest creates the filter. */
export const FILTER_OPTIONS: unique symbol = Symbol('http507.StorageExhaustedFilterOptions');

/**
 * Answers 507 when storage is exhausted. It catches nothing else: other errors go to the application's other filters and to Nest's
 * default filter.
 */
export class StorageExhaustedFilter extends BaseExceptionFilter {
  readonly #handleExchange: HandleExchange<unknown>;
  readonly #handleMessage: HandleMessage;

  /**
   * @param options - the options, all optional
   * @throws TypeError with the name of an unknown or invalid option
   */
  constructor(options: StorageExhaustedFilterOptions = {}) {
    super();
    this.#handleExchange = createExchangeHandler(options);
    this.#handleMessage = createMessageHandler(options);
    // Nest passes an error only to the first filter with a class that catches it. So each filter gets its own class, which catches
    // only the errors that these options recognize.
    const Own = class extends new.target {};
    Catch(whatIs((thrown) => recognize(thrown, options.recognize) !== undefined))(Own);
    Object.setPrototypeOf(this, Own.prototype);
  }

  override catch(thrown: unknown, host: ArgumentsHost): unknown {
    if (host.getType() !== 'http') return answerMessage(thrown, host, this.#handleMessage);
    if (!this.#handleExchange(thrown, () => exchangeOf(host))) super.catch(thrown, host);
    return undefined;
  }
}

// Called as functions, because the build emits no decorator metadata.
Optional()(StorageExhaustedFilter, undefined, 0);
Inject(FILTER_OPTIONS)(StorageExhaustedFilter, undefined, 0);

/** Returns a class for `@Catch`. All values that pass the test are its instances. */
function whatIs(test: (thrown: unknown) => boolean): new () => unknown {
  return Object.defineProperty(class {}, Symbol.hasInstance, { value: test });
}
