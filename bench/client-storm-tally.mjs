/** Counts what reaches a service. Times are in milliseconds since the first client could start. */
export class Tally {
  clients;
  stored = 0;
  requests = 0;
  refused = 0;
  bytes = 0;
  #lastStored = 0;
  #outage;
  #seconds = [];

  constructor(clients, outage) {
    this.clients = clients;
    this.#outage = outage;
  }

  arrive(now, isStored) {
    this.requests += 1;
    if (!isStored) this.refused += 1;
    const second = Math.floor(now / 1000);
    this.#seconds[second] = (this.#seconds[second] ?? 0) + 1;
  }

  store(now) {
    this.stored += 1;
    this.#lastStored = Math.max(this.#lastStored, now);
  }

  lose(bytes) {
    this.bytes += bytes;
  }

  /** In seconds. */
  get last() {
    return this.#lastStored / 1000;
  }

  get peak() {
    return this.#seconds.reduce((most, count = 0) => Math.max(most, count), 0);
  }

  get latePeak() {
    return this.#seconds
      .slice(Math.floor(this.#outage / 1000))
      .reduce((most, count = 0) => Math.max(most, count), 0);
  }
}
