import { EventEmitter, once } from 'node:events';

import type { LogRecordProcessor, SdkLogRecord } from '@opentelemetry/sdk-logs';

/** Hands over log records as they are emitted. */
export class EmittedRecords implements LogRecordProcessor {
  readonly #records = new EventEmitter();

  onEmit(record: SdkLogRecord): void {
    this.#records.emit('emit', record);
  }

  async forceFlush(): Promise<void> {
    // Nothing is buffered.
  }

  async shutdown(): Promise<void> {
    // Nothing is open.
  }

  /** Resolves to the next record. */
  async next(): Promise<SdkLogRecord> {
    const [record] = await once(this.#records, 'emit');
    return record;
  }
}
