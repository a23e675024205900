import { expect, isLength, isOptionalFunction, refuseUnknown } from './check.ts';
import { DiskReservation } from './disk-reservation.ts';
import type { Guard, GuardUsage } from './guard.ts';
import { VolumeBooks } from './volume-books.ts';
import { type WatermarkEvent, Watermarks } from './watermarks.ts';

/** What diskCapacity can be told. */
export interface DiskCapacityOptions {
  /** A folder on the volume. */
  readonly path: string;
  /** What uploads leave free, for logs, databases and the file system's own use: bytes, or a share of the volume such as `'5%'`; `'1%'` by default. */
  readonly reserve?: number | `${number}%` | undefined;
  /** When to warn, in percent of what uploads may take; 80 and 90 by default. */
  readonly watermarks?: readonly number[] | undefined;
  /** Called when a watermark is crossed and not awaited; what it throws, or rejects with, is dropped. */
  readonly onWatermark?: ((event: WatermarkEvent) => unknown) | undefined;
  /** `false` logs nothing; `onWatermark` and the diagnostics channel `http507:watermark` still tell. */
  readonly logger?: boolean | undefined;
}

/** A guard of a volume. */
export interface DiskCapacity extends Guard {
  /** Looks at the volume no more. */
  close(): void;
}

/** How often the volume is looked at when nobody uploads, in milliseconds: others fill it as well. */
const INTERVAL = 10_000;

/**
 * Returns a guard that lets uploads in as long as the volume has room for them, its inodes included, and for what other uploads
 * under way have been promised. One for each volume in a process: two do not know of each other's promises. What the
 * operating system says of the volume's figures, such as ENOENT, is thrown as it is.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function diskCapacity(options: DiskCapacityOptions): DiskCapacity {
  return new Disk(checkOptions(options));
}

type Settings = ReturnType<typeof checkOptions>;

function checkOptions(options: DiskCapacityOptions) {
  expect(typeof options === 'object' && options !== null, 'options', 'an object');
  refuseUnknown(options, ['path', 'reserve', 'watermarks', 'onWatermark', 'logger']);
  const { path, reserve = '1%', watermarks = [80, 90], onWatermark, logger = true } = options;
  expect(typeof path === 'string' && path !== '', 'options.path', 'a path');
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
  return { path, reserve, watermarks, onWatermark, logger };
}

function isPercentage(value: unknown): boolean {
  return typeof value === 'string' && /^\d+(?:\.\d+)?%$/.test(value) && Number.parseFloat(value) < 100;
}

class Disk implements DiskCapacity {
  readonly #books: VolumeBooks;
  readonly #timer: NodeJS.Timeout;

  constructor({ path, reserve, watermarks, onWatermark, logger }: Settings) {
    this.#books = new VolumeBooks(
      path,
      reserve,
      new Watermarks({ path, kind: 'disk' }, watermarks, onWatermark, logger),
      new Watermarks({ path, kind: 'inodes' }, watermarks, onWatermark, logger),
    );
    // What fails here is thrown at the next upload.
    this.#timer = setInterval(() => this.#books.look().catch(() => undefined), INTERVAL).unref();
  }

  async reserve(_account: string | undefined, bytes: number): Promise<DiskReservation> {
    const reservation = new DiskReservation(this.#books);
    await reservation.ensure(bytes);
    return reservation;
  }

  async giveBack(): Promise<void> {
    // The volume's own figures tell.
  }

  usage(): Promise<GuardUsage> {
    return this.#books.usage();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
