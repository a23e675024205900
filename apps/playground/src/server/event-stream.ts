import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSession, type Session } from 'better-sse';

import type { GatewayEvents } from '../protocol.ts';

/** How much may wait for a page that does not read, in bytes. Then it is disconnected, and connects again by itself. */
const MAX_WAITING = 4_000_000;

/** The pages that listen to events. */
export class EventStream {
  readonly #pages = new Map<Session, ServerResponse>();

  /** Whether a page listens. */
  get isWatched(): boolean {
    return this.#pages.size > 0;
  }

  /** Connects a page. */
  async add(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Nothing on this machine ends an idle connection, and better-sse does not stop the timer of a page that leaves at once.
    const session = await createSession(request, response, { retry: 500, keepAlive: null });
    // Then `close` has been emitted before.
    if (response.destroyed) return;
    this.#pages.set(session, response);
    response.once('close', () => this.#pages.delete(session));
  }

  /** Sends an event to all pages. */
  send<Type extends keyof GatewayEvents>(type: Type, data: GatewayEvents[Type]): void {
    for (const [session, response] of this.#pages) {
      if (response.writableLength > MAX_WAITING) response.destroy();
      else if (session.isConnected) session.push(data, type);
    }
  }

  /** Disconnects all pages. */
  close(): void {
    for (const response of this.#pages.values()) response.destroy();
  }
}
