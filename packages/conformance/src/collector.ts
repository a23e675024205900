import { EventEmitter, once } from 'node:events';

/** Collects what a server tells; a client may have its answer before the server tells of it. */
export class Collector<T> {
  readonly items: T[] = [];
  readonly #emitter = new EventEmitter();

  /** The callback to give to the server. */
  readonly add = (item: T): void => {
    this.items.push(item);
    this.#emitter.emit('item');
  };

  /** Resolves to all there is, once it is that many. */
  async take(count = 1): Promise<readonly T[]> {
    while (this.items.length < count) await once(this.#emitter, 'item');
    return this.items;
  }

  /** Resolves to the first. */
  async first(): Promise<T> {
    const [first] = await this.take();
    return first as T;
  }
}
