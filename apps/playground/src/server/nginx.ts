import type { ServiceId } from '../protocol.ts';
import { type NginxProcess, startNginx } from './start-nginx.ts';

/** nginx in front of the services. It starts when it is first needed, and again when it has ended. */
export class Nginx {
  readonly #folder: string;
  readonly #origins: ReadonlyMap<ServiceId, string>;
  readonly #stopping = new AbortController();
  #running: Promise<NginxProcess> | undefined;

  /**
   * @param folder - an existing folder for its files
   * @param origins - of the services
   */
  constructor(folder: string, origins: ReadonlyMap<ServiceId, string>) {
    this.#folder = folder;
    this.#origins = origins;
  }

  /**
   * Resolves to the URL of a service behind nginx, without a slash at its end.
   *
   * @throws Error with the output of nginx if it does not start
   */
  async urlOf(id: ServiceId): Promise<string> {
    this.#running ??= this.#start();
    return `${(await this.#running).origin}/${id}`;
  }

  /** Ends nginx for good, and resolves when it has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const running = await this.#running?.catch(() => undefined);
    await running?.ended;
  }

  async #start(): Promise<NginxProcess> {
    const forget = (): void => {
      this.#running = undefined;
    };
    try {
      const running = await startNginx(this.#folder, this.#origins, this.#stopping.signal);
      running.ended.then(forget, forget);
      return running;
    } catch (error) {
      forget();
      throw error;
    }
  }
}
