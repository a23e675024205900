import type { VolumeState } from '../../protocol.ts';
import { formatBytes } from '../model/format.ts';

/** When the guard of a volume warns, in percent. */
const WATERMARKS = [80, 90];

/** A volume: stored, another program's, reserved, and free. */
export function Gauge({
  volume,
  label,
}: {
  readonly volume: VolumeState | undefined;
  readonly label: string;
}) {
  if (!volume) return <div class="gauge is-empty" />;
  const { kind, totalBytes, storedBytes, otherBytes, reservedBytes } = volume;
  const freeBytes = Math.max(0, totalBytes - storedBytes - otherBytes - reservedBytes);
  const parts = [
    ['stored', storedBytes],
    ['other', otherBytes],
    ['reserved', Math.min(reservedBytes, totalBytes - storedBytes - otherBytes)],
  ] as const;
  const words = [
    `${formatBytes(storedBytes)} stored`,
    otherBytes > 0 && `${formatBytes(otherBytes)} by another program`,
    reservedBytes > 0 && `${formatBytes(reservedBytes)} reserved`,
    `${formatBytes(freeBytes)} free`,
  ].filter(Boolean);
  const text =
    kind === 'full-device' ? 'Writes to /dev/full, because no volume can be mounted' : words.join(' · ');
  return (
    <div class="gauge">
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot show parts */}
      <div
        class="bar"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={totalBytes}
        aria-valuenow={totalBytes - freeBytes}
        aria-valuetext={text}
      >
        {parts.map(([name, bytes]) => (
          <span key={name} class={name} style={{ width: `${(100 * bytes) / totalBytes}%` }} />
        ))}
        {WATERMARKS.map((percent) => (
          <i key={percent} style={{ left: `${percent}%` }} title={`Watermark: ${percent} %`} />
        ))}
      </div>
      <p aria-hidden="true">{text}</p>
    </div>
  );
}
