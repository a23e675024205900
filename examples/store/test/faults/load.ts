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

/** Which uploads are counted. */
interface Counted {
  readonly status: number;
  readonly url?: string;
  readonly account?: string;
  readonly since?: number;
}

/** Long enough for every answer. A client that waits longer counts as hanging. */
const PATIENCE = 60_000;

/** How many clients wait for each service. More would wait for each other on a slow machine, until calls to the ledger time out without a fault. */
const MAX_WAITING = 50;

const BODY = Buffer.alloc(BYTES, 'x');

/** Uploads and deletions by many clients, each with a connection of its own. */
export class Load {
  readonly outcomes: Outcome[] = [];
  readonly #urls: readonly string[];
  readonly #accounts: readonly string[];
  readonly #waiting = new Set<Promise<void>>();
  /** How many uploads wait for each service. */
  readonly #uploading = new Map<string, number>();
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
   * @param deleting - whether every tenth time a file is deleted, through all services at once. If all refuse, it is deleted again later
   */
  start(deleting = true): void {
    this.#timer = setInterval(() => {
      this.#count += 1;
      const url = this.#urls[this.#count % this.#urls.length] as string;
      if ((this.#uploading.get(url) ?? 0) >= MAX_WAITING) return;
      const account = this.#accounts[(this.#count >> 1) % this.#accounts.length] as string;
      this.#wait(this.#store(url, account));
      const file = deleting && this.#count % 10 === 0 ? this.#stored.shift() : undefined;
      if (file) this.#wait(this.#delete(file));
    }, 5);
  }

  /** Stops, and waits until every client has its answer. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#waiting);
  }

  /** Returns how many uploads had an answer with this status, of those to one service, of one account or that started after a time. */
  count({ status, url, account, since = 0 }: Counted): number {
    return this.outcomes.filter(
      (each) =>
        each.method === 'PUT' &&
        each.status === status &&
        each.started >= since &&
        (account === undefined || each.account === account) &&
        (url === undefined || each.url === url),
    ).length;
  }

  async #store(url: string, account: string): Promise<void> {
    this.#uploading.set(url, (this.#uploading.get(url) ?? 0) + 1);
    const outcome = await this.#send('PUT', url, account, randomUUID());
    this.#uploading.set(url, (this.#uploading.get(url) ?? 0) - 1);
    if (outcome.status === 201) this.#stored.push(outcome);
  }

  async #delete(file: Outcome): Promise<void> {
    const { account, name } = file;
    const outcomes = await Promise.all(this.#urls.map((url) => this.#send('DELETE', url, account, name)));
    // Otherwise a long fault would leave full accounts without files that are still to be deleted, and no upload would ever succeed again.
    if (outcomes.every(({ status }) => status === 503)) this.#stored.push(file);
  }

  async #send(method: Outcome['method'], url: string, account: string, name: string): Promise<Outcome> {
    const started = performance.now();
    const status = await send(method, `${url}/files/${name}`, account);
    const outcome = { method, account, name, url, status, started, ended: performance.now() };
    this.outcomes.push(outcome);
    return outcome;
  }

  #wait(done: Promise<void>): void {
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
