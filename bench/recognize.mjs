// Measures recognize for errors that are not about storage, compared with JSON.stringify of a small object.
import { recognize } from '../packages/core/dist/index.js';
import { compare } from './compare.mjs';
import { inTurn } from './rounds.mjs';

const ROUNDS = 15;
const CALLS = 100_000;

const SMALL_OBJECT = { id: 7, name: 'report.pdf', size: 12_345, tags: ['a', 'b'], ok: true };

const SUBJECTS = {
  'a plain Error': new Error('something went wrong here'),
  'a TypeError of the engine': thrownBy(() => null.member),
  'an HTTP 404 error': Object.assign(new Error('Not Found'), { status: 404, statusCode: 404, expose: true }),
  'a chain of five causes': chainOf(5),
};

/** Returns the table's rows. */
export async function benchRecognize() {
  const yardstick = 'JSON.stringify of a small object';
  const actions = { [yardstick]: () => time(() => JSON.stringify(SMALL_OBJECT)) };
  for (const [name, error] of Object.entries(SUBJECTS)) {
    if (recognize(error)) throw new Error(`${name} is recognized`);
    actions[name] = () => time(() => recognize(error));
  }
  const { [yardstick]: theirs, ...times } = await inTurn(actions, ROUNDS);
  return Object.entries(times).map(([name, ours]) =>
    compare({ what: `recognize, ${name}`, ours, peer: yardstick, theirs, unit: 'ns', fewer: true }),
  );
}

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
