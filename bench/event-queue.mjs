/** Events in virtual time, in a binary heap. */
export class EventQueue {
  now = 0;
  #heap = [];

  /** Adds a function that runs later. Returns the event. */
  add(milliseconds, run) {
    const event = { at: this.now + Math.max(0, milliseconds), run };
    const heap = this.#heap;
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (heap[parent].at <= event.at) break;
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = event;
    return event;
  }

  /** Removes an event, if it is one. It stays in the heap, but does nothing. */
  remove(event) {
    if (event) event.run = undefined;
  }

  /** Runs the next event. Returns false if there is none. */
  next() {
    const heap = this.#heap;
    const [first] = heap;
    if (!first) return false;
    const last = heap.pop();
    if (heap.length > 0) this.#sink(last);
    if (first.run) {
      this.now = first.at;
      first.run();
    }
    return true;
  }

  #sink(event) {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1].at < heap[child].at) child += 1;
      if (heap[child].at >= event.at) break;
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = event;
  }
}
