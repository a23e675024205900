// `npm run bench`: what recognize costs for errors that are not about storage, beside JSON.stringify of a small object, in
// turn, and the median of several rounds. Needs a build.
import { recognize } from '../packages/core/dist/index.js';

const ROUNDS = 15;
const CALLS = 100_000;

const SMALL_OBJECT = { id: 7, name: 'report.pdf', size: 12_345, tags: ['a', 'b'], ok: true };

const SUBJECTS = {
  'a plain Error': new Error('something went wrong here'),
  'a TypeError of the engine': thrownBy(() => null.member),
  'an HTTP 404 error': Object.assign(new Error('Not Found'), { status: 404, statusCode: 404, expose: true }),
  'a chain of five causes': chainOf(5),
};

function thrownBy(action) {
  try {
    action();
  } catch (error) {
    return error;
  }
}

function chainOf(length) {
  let error = new Error('innermost');
  for (let depth = 1; depth < length; depth += 1) error = new Error(`outer ${depth}`, { cause: error });
  return error;
}

/** Nanoseconds per call. */
function time(action) {
  const start = process.hrtime.bigint();
  for (let call = 0; call < CALLS; call += 1) action();
  return Number(process.hrtime.bigint() - start) / CALLS;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

const actions = {
  'JSON.stringify of a small object': () => JSON.stringify(SMALL_OBJECT),
  ...Object.fromEntries(
    Object.entries(SUBJECTS).map(([name, error]) => {
      if (recognize(error)) throw new Error(`${name} is recognized`);
      return [`recognize(${name})`, () => recognize(error)];
    }),
  ),
};
const times = Object.fromEntries(Object.keys(actions).map((name) => [name, []]));
// The first round warms up.
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, action] of Object.entries(actions)) {
    const result = time(action);
    if (round > 0) times[name].push(result);
  }
}

const [yardstick] = Object.values(times).map(median);
for (const [name, all] of Object.entries(times)) {
  const nanoseconds = median(all);
  console.log(
    `${name.padEnd(40)} ${nanoseconds.toFixed(0).padStart(6)} ns ${(nanoseconds / yardstick).toFixed(2).padStart(6)}`,
  );
}
