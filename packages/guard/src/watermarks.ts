import { channel } from 'node:diagnostics_channel';

import { callAndForget } from '@http507/core';

/** Usage of a volume has crossed a watermark. */
export interface WatermarkEvent {
  /** The volume's name: the option `name`, or else the path. */
  readonly name: string;
  readonly path: string;
  /** What fills up. */
  readonly kind: 'disk' | 'inodes';
  /** In percent. */
  readonly watermark: number;
  /** `false` if usage has fallen below the watermark again. */
  readonly exceeded: boolean;
  /** How much of the room for uploads is used or reserved, in percent. */
  readonly usedPercent: number;
}

/** How far usage must fall below a watermark, in percentage points. Otherwise each upload could cross it. */
const HYSTERESIS = 2;

const events = channel('http507:watermark');

/** Reports when usage crosses a watermark: on the channel `http507:watermark`, to a callback and in the log. */
export class Watermarks {
  readonly #facts: Pick<WatermarkEvent, 'name' | 'path' | 'kind'>;
  readonly #onWatermark: ((event: WatermarkEvent) => unknown) | undefined;
  readonly #log: boolean;
  readonly #marks: { readonly watermark: number; exceeded: boolean }[];

  constructor(
    facts: Pick<WatermarkEvent, 'name' | 'path' | 'kind'>,
    watermarks: readonly number[],
    onWatermark: ((event: WatermarkEvent) => unknown) | undefined,
    log: boolean,
  ) {
    this.#facts = facts;
    this.#onWatermark = onWatermark;
    this.#log = log;
    this.#marks = watermarks
      .toSorted((one, other) => one - other)
      .map((watermark) => ({ watermark, exceeded: false }));
  }

  /** @param used - the share that is used, from 0 to 1 */
  note(used: number): void {
    const percent = used * 100;
    for (const mark of this.#marks) {
      const exceeded = percent >= mark.watermark - (mark.exceeded ? HYSTERESIS : 0);
      if (exceeded === mark.exceeded) continue;
      mark.exceeded = exceeded;
      const { watermark } = mark;
      this.#tell({ ...this.#facts, watermark, exceeded, usedPercent: Math.round(percent * 10) / 10 });
    }
  }

  #tell(event: WatermarkEvent): void {
    if (events.hasSubscribers) events.publish(event);
    if (this.#onWatermark) callAndForget(this.#onWatermark, event);
    if (this.#log) console.warn(event.exceeded ? 'Storage is filling up' : 'Storage has room again', event);
  }
}
