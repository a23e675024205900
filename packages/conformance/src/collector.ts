import { EventEmitter, once } from 'node:events';

/** Collects what a server reports. A client may get its answer before the server reports. */
export class Collector<T> {
  readonly items: T[] = [];
  readonly #emitter = new EventEmitter();

  /** The callback for the server. */
  readonly add = (item: T): void => {
    this.items.push(item);
    this.#emitter.emit('item');
  };

  /** Resolves to all items once there are at least `count`. */
  async take(count = 1): Promise<readonly T[]> {
    while (this.items.length < count) await once(this.#emitter, 'item');
    return this.items;
  }

  /** Resolves to the first item. */
  async first(): Promise<T> {
    const [first] = await this.take();
    return first as T;
  }
}
