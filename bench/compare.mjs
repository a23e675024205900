import { median, ratio } from './rounds.mjs';

/**
 * Returns a row of the table: the medians of both sides, the ratio of ours to theirs, and whether it reaches the target. If less is
 * better, `fewer` is true and the ratio is that of theirs to ours.
 */
export function compare({ what, ours, peer, theirs, unit = '', target, fewer = false }) {
  const [above, below] = fewer ? [theirs, ours] : [ours, theirs];
  const reached = median(above.map((number, round) => number / below[round]));
  return {
    what,
    ours: figure(median(ours), unit),
    peer,
    theirs: figure(median(theirs), unit),
    ratio: ratio(above, below),
    cpu: '',
    target: target === undefined ? '' : `${target.toFixed(2)} ${reached >= target ? 'met' : '**missed**'}`,
  };
}

function figure(number, unit) {
  const digits = number < 100 ? 2 : 0;
  return `${number.toLocaleString('en', { maximumFractionDigits: digits })} ${unit}`.trim();
}
