import { median, ratio } from './rounds.mjs';

/**
 * Returns a row of the table: the medians of both sides, the ratio of ours to theirs, and whether it is what we aim at. Ours
 * and theirs are in such a unit that more is better, or else `fewer` is true and the ratio is that of theirs to ours.
 */
export function compare({ what, ours, peer, theirs, unit = '', aim, fewer = false }) {
  const [above, below] = fewer ? [theirs, ours] : [ours, theirs];
  const reached = median(above.map((number, round) => number / below[round]));
  return {
    what,
    ours: figure(median(ours), unit),
    peer,
    theirs: figure(median(theirs), unit),
    ratio: ratio(above, below),
    cpu: '',
    aim: aim === undefined ? '' : `${aim.toFixed(2)} ${reached >= aim ? 'met' : '**missed**'}`,
  };
}

function figure(number, unit) {
  const digits = number < 100 ? 2 : 0;
  return `${number.toLocaleString('en', { maximumFractionDigits: digits })} ${unit}`.trim();
}
