import type { ExhaustedEvent } from '@http507/core';
import { InstrumentationBase, type InstrumentationConfig } from '@opentelemetry/instrumentation';

import manifest from '../package.json' with { type: 'json' };
import { collect, listen, type RecordMetric } from './collect.ts';
import { createRecord } from './create-record.ts';
import { markSpan } from './mark-span.ts';

/**
 * Instruments http507 for OpenTelemetry: metrics for 507 responses, guards, volumes and ledgers, and the reason, kind and cause of a 507 on the
 * active span. It listens on diagnostics channels and patches nothing.
 */
export class Http507Instrumentation extends InstrumentationBase {
  // Not initialized here, because the constructor of the base class sets them.
  declare private recordMetric: RecordMetric;
  declare private stop: (() => void) | undefined;

  /** @param config - `{ enabled: false }` waits for `enable()` */
  constructor(config: InstrumentationConfig = {}) {
    super(manifest.name, manifest.version, config);
  }

  /** Subscribes to the channels. */
  override enable(): void {
    super.enable();
    if (this.stop) return;
    const stops = [
      collect((metric, value, attributes) => this.recordMetric(metric, value, attributes)),
      listen('http507:answer', (event) => markSpan(event as ExhaustedEvent)),
    ];
    this.stop = () => {
      for (const stop of stops) stop();
    };
  }

  /** Unsubscribes from the channels. */
  override disable(): void {
    super.disable();
    this.stop?.();
    this.stop = undefined;
  }

  protected override init(): void {
    // There are no modules to patch.
  }

  /** Called by the base class whenever it has another meter. */
  protected override _updateMetricInstruments(): void {
    this.recordMetric = createRecord(this.meter);
  }
}
