import { checkName, checkWritten, expect, isLength, isOptionalFunction, refuseUnknown } from './check.ts';
import { type GuardSubject, publishDecision } from './decisions.ts';
import { DiskReservation } from './disk-reservation.ts';
import type { Guard, GuardUsage, ReserveOptions } from './guard.ts';
import { checkHealth, type GuardHealth, healthOf } from './guard-health.ts';
import { VolumeAccounting } from './volume-accounting.ts';
import { type WatermarkEvent, Watermarks } from './watermarks.ts';

/** Options of diskCapacity. */
export interface DiskCapacityOptions {
  /** A folder on the volume. */
  readonly path: string;
  /** The volume's name in events and metrics. By default the path. */
  readonly name?: string | undefined;
  /** The room that uploads must leave free for logs, databases and the file system: bytes, or a share such as `'5%'`. `'1%'` by default. */
  readonly reserve?: number | `${number}%` | undefined;
  /** The usage levels that trigger a warning, in percent of the room for uploads. 80 and 90 by default. */
  readonly watermarks?: readonly number[] | undefined;
  /** Called when usage crosses a watermark. Never awaited; errors and rejections are ignored. */
  readonly onWatermark?: ((event: WatermarkEvent) => unknown) | undefined;
  /** `false` disables logging. `onWatermark` and the diagnostics channel `http507:watermark` still report. */
  readonly logger?: boolean | undefined;
}

/** A guard for a volume. */
export interface DiskCapacity extends Guard {
  /** Stops reading the volume's figures. */
  close(): void;
}

/** How often the volume's figures are read while nobody uploads, in milliseconds. Other programs fill it as well. */
const INTERVAL = 10_000;

/**
 * Returns a guard that admits uploads while the volume has room for them, in bytes and inodes, in addition to the reservations of uploads in
 * progress. Create one per volume in a process, because two do not see each other's reservations. If the volume's figures cannot be read,
 * `reserve` rejects with the operating system's error, such as ENOENT.
 *
 * @throws TypeError that names the unknown or invalid option
 */
export function diskCapacity(options: DiskCapacityOptions): DiskCapacity {
  return new Disk(checkOptions(options));
}

type Settings = ReturnType<typeof checkOptions>;

function checkOptions(options: DiskCapacityOptions) {
  expect(typeof options === 'object' && options !== null, 'options', 'an object');
  refuseUnknown(options, ['path', 'name', 'reserve', 'watermarks', 'onWatermark', 'logger']);
  const { path, reserve = '1%', watermarks = [80, 90], onWatermark, logger = true } = options;
  expect(typeof path === 'string' && path !== '', 'options.path', 'a path');
  const name = checkName(options.name, path);
  expect(
    isLength(reserve) || isPercentage(reserve),
    'options.reserve',
    "bytes, or a percentage such as '5%'",
  );
  expect(
    Array.isArray(watermarks) && watermarks.every((mark) => mark > 0 && mark <= 100),
    'options.watermarks',
    'a list of percentages',
  );
  expect(isOptionalFunction(onWatermark), 'options.onWatermark', 'a function');
  expect(typeof logger === 'boolean', 'options.logger', 'a boolean');
  return { path, name, reserve, watermarks, onWatermark, logger };
}

function isPercentage(value: unknown): boolean {
  return typeof value === 'string' && /^\d+(?:\.\d+)?%$/.test(value) && Number.parseFloat(value) < 100;
}

class Disk implements DiskCapacity {
  readonly #subject: GuardSubject;
  readonly #accounting: VolumeAccounting;
  readonly #timer: NodeJS.Timeout;

  constructor({ path, name, reserve, watermarks, onWatermark, logger }: Settings) {
    this.#subject = { guard: 'disk', name };
    this.#accounting = new VolumeAccounting(
      { path, name, reserve },
      new Watermarks({ name, path, kind: 'disk' }, watermarks, onWatermark, logger),
      new Watermarks({ name, path, kind: 'inodes' }, watermarks, onWatermark, logger),
    );
    // The next upload rejects with the same error.
    this.#timer = setInterval(() => this.#accounting.refresh().catch(() => undefined), INTERVAL).unref();
  }

  reserve(_account: string | undefined, bytes: number, options?: ReserveOptions): Promise<DiskReservation> {
    const reservation = this.#reserve(bytes, options);
    publishDecision(this.#subject, bytes, reservation);
    return reservation;
  }

  async cancel(): Promise<void> {
    // Nothing stays reserved between the requests of an upload.
  }

  async giveBack(): Promise<void> {
    // The volume's own figures show it.
  }

  usage(): Promise<GuardUsage> {
    return this.#accounting.usage();
  }

  async health(): Promise<GuardHealth> {
    return healthOf([await checkHealth('volume', () => this.#accounting.isFull())]);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #reserve(bytes: number, options: ReserveOptions | undefined): Promise<DiskReservation> {
    try {
      const reservation = new DiskReservation(this.#accounting, checkWritten(options));
      return reservation.ensure(bytes).then(() => reservation);
    } catch (error) {
      return Promise.reject(error);
    }
  }
}
