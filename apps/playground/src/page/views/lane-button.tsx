import { formatBytes, formatTime } from '../model/format.ts';
import { type Lane, selectedId } from '../model/lanes.ts';
import { outcomeOf } from '../model/outcome.ts';

/** One upload in a line. It shows the answer when it is pressed. */
export function LaneButton({ lane }: { readonly lane: Lane }) {
  const { id, url, bodyBytes, sentBytes, milliseconds } = lane;
  const { label, tone } = outcomeOf(lane);
  const name = decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
  const share = bodyBytes > 0 ? Math.min(1, sentBytes / bodyBytes) : 1;
  return (
    <button
      type="button"
      class={`lane is-${tone}`}
      aria-pressed={selectedId.value === id}
      onClick={() => {
        selectedId.value = id;
        document.getElementById('detail')?.scrollIntoView({ block: 'nearest' });
      }}
    >
      <span class="name">{name}</span>
      <b>{label}</b>
      <span class="track" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <small>
        {formatBytes(sentBytes)} of {formatBytes(bodyBytes)} sent
        {milliseconds !== undefined && <span>{formatTime(milliseconds)}</span>}
      </small>
    </button>
  );
}
