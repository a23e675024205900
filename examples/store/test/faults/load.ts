import { randomUUID } from 'node:crypto';
import { request } from 'node:http';

/** The length of every upload, in bytes. */
export const BYTES = 1_000;

/** What a client experienced. Times are in milliseconds of `performance.now()`. */
export interface Outcome {
  readonly method: 'PUT' | 'DELETE';
  readonly account: string;
  readonly name: string;
  readonly url: string;
  /** The status of the answer, or the code of the error without one. */
  readonly status: number | string;
  readonly started: number;
  readonly ended: number;
}

/** Long enough for every answer. A client that waits longer counts as hanging. */
const PATIENCE = 60_000;

const BODY = Buffer.alloc(BYTES, 'x');

/** Uploads and deletions by many clients, each with a connection of its own. */
export class Load {
  readonly outcomes: Outcome[] = [];
  readonly #urls: readonly string[];
  readonly #accounts: readonly string[];
  readonly #waiting = new Set<Promise<void>>();
  /** Stored and not yet deleted. */
  readonly #stored: Outcome[] = [];
  #timer: NodeJS.Timeout | undefined;
  #count = 0;

  /** @param accounts - get the same share of the uploads */
  constructor(urls: readonly string[], accounts: readonly string[]) {
    this.#urls = urls;
    this.#accounts = accounts;
  }

  /**
   * Starts up to 200 uploads a second, in turn to each service.
   *
   * @param deleting - whether every tenth time a file is deleted, through all services at once
   */
  start(deleting = true): void {
    this.#timer = setInterval(() => {
      this.#count += 1;
      const url = this.#urls[this.#count % this.#urls.length] as string;
      const account = this.#accounts[(this.#count >> 1) % this.#accounts.length] as string;
      this.#send('PUT', url, account, randomUUID());
      const file = deleting && this.#count % 10 === 0 ? this.#stored.shift() : undefined;
      if (file) for (const each of this.#urls) this.#send('DELETE', each, file.account, file.name);
    }, 5);
  }

  /** Stops, and waits until every client has its answer. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#waiting);
  }

  /** Returns how many uploads had an answer with this status, of those to one service or that started after a time. */
  count({ status, url, since = 0 }: { status: number; url?: string; since?: number }): number {
    return this.outcomes.filter(
      (each) =>
        each.method === 'PUT' &&
        each.status === status &&
        each.started >= since &&
        (url === undefined || each.url === url),
    ).length;
  }

  #send(method: Outcome['method'], url: string, account: string, name: string): void {
    const started = performance.now();
    const done = send(method, `${url}/files/${name}`, account).then((status) => {
      const outcome = { method, account, name, url, status, started, ended: performance.now() };
      this.outcomes.push(outcome);
      if (method === 'PUT' && status === 201) this.#stored.push(outcome);
    });
    this.#waiting.add(done);
    void done.then(() => this.#waiting.delete(done));
  }
}

async function send(method: Outcome['method'], url: string, account: string): Promise<number | string> {
  return new Promise((resolve) => {
    const headers = { 'x-account': account, ...(method === 'PUT' && { 'content-length': BYTES }) };
    const sent = request(url, { method, headers, agent: false, signal: AbortSignal.timeout(PATIENCE) });
    sent.on('response', (response) => {
      response.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? String(error)));
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? String(error)));
    sent.end(method === 'PUT' ? BODY : undefined);
  });
}
