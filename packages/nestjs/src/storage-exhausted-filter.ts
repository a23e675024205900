import { recognize } from '@http507/core';
import { type AdapterOptions, createExchangeHandler, type HandleExchange } from '@http507/node';
import { type ArgumentsHost, Catch, Inject, Optional } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';

import { answerMessage } from './answer-message.ts';
import { createMessageHandler, type HandleMessage } from './create-message-handler.ts';
import { exchangeOf } from './exchange-of.ts';

/**
 * What StorageExhaustedFilter can be told, every member optional. The request is Express's, Fastify's or, for a
 * middleware on Fastify, Node's; elsewhere it is the context of the message or of the GraphQL operation, or the
 * WebSocket client.
 */
// biome-ignore lint/suspicious/noExplicitAny: as Nest types its own getRequest(), because it depends on the platform
export type StorageExhaustedFilterOptions = AdapterOptions<any>;

/** The token for the options, where Nest makes the filter. */
export const FILTER_OPTIONS: unique symbol = Symbol('http507.StorageExhaustedFilterOptions');

/**
 * Answers 507 when storage is exhausted, and catches nothing else: every other error goes to the application's other
 * filters, and to Nest's own, as if this one were not there.
 */
export class StorageExhaustedFilter extends BaseExceptionFilter {
  readonly #handleExchange: HandleExchange<unknown>;
  readonly #handleMessage: HandleMessage;

  /**
   * @param options - what the filter can be told
   * @throws TypeError that names the option which is unknown or invalid
   */
  constructor(options: StorageExhaustedFilterOptions = {}) {
    super();
    this.#handleExchange = createExchangeHandler(options);
    this.#handleMessage = createMessageHandler(options);
    // Nest gives an error to the first filter whose class catches it, and to no other. So each filter gets a class of
    // its own, which says that it catches just what these options recognize.
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

// Calls in place of decorators, because the build emits no decorator metadata.
Optional()(StorageExhaustedFilter, undefined, 0);
Inject(FILTER_OPTIONS)(StorageExhaustedFilter, undefined, 0);

/** Returns what stands for a class in `@Catch`: whatever passes the test is an instance of it. */
function whatIs(test: (thrown: unknown) => boolean): new () => unknown {
  return Object.defineProperty(class {}, Symbol.hasInstance, { value: test });
}
