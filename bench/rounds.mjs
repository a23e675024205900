/**
 * Calls each subject once per round, in alternating order. Returns the results by name. The results of a first round, which warms up, are
 * dropped.
 */
export async function inTurn(subjects, rounds) {
  const names = Object.keys(subjects);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const result = await subjects[name]();
      if (round > 0) results[name].push(result);
    }
  }
  return results;
}

export function median(numbers) {
  return quantile(numbers, 0.5);
}

/**
 * Returns the median of the ratios of all rounds, with the quartiles. A ratio is taken within a round, because other work on the
 * machine slows down both of its sides.
 */
export function ratio(numerators, denominators) {
  const ratios = numerators.map((numerator, round) => numerator / denominators[round]);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  return `**${middle}** (${low} to ${high})`;
}

function quantile(numbers, share) {
  return numbers.toSorted((a, b) => a - b)[Math.round((numbers.length - 1) * share)];
}
