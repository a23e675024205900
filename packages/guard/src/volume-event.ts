import { channel } from 'node:diagnostics_channel';

import type { GuardUsage } from './guard.ts';
import type { VolumeFigures } from './volume.ts';

/** A volume's figures have been read. */
export interface VolumeEvent {
  readonly name: string;
  readonly usedBytes: number;
  /** Reserved for uploads in progress. */
  readonly reservedBytes: number;
  /** What uploads can still reserve, without the room that they must leave free. */
  readonly availableBytes: number;
  /** The size of the volume, without the blocks reserved for root. */
  readonly totalBytes: number;
  readonly usedInodes: number;
  /** `Infinity` if the file system has no limit. */
  readonly freeInodes: number;
}

const volumes = channel('http507:volume');

/** Publishes a volume's figures on the channel `http507:volume`. */
export function publishVolume(name: string, usage: GuardUsage, figures: VolumeFigures): void {
  if (!volumes.hasSubscribers) return;
  const { usedBytes, reservedBytes, availableBytes } = usage;
  const { freeBytes, usedInodes, freeInodes } = figures;
  volumes.publish({
    name,
    usedBytes,
    reservedBytes,
    availableBytes,
    totalBytes: usedBytes + freeBytes,
    usedInodes,
    freeInodes,
  } satisfies VolumeEvent);
}
