import type { ErrorRecord, RecordedError } from './records.ts';

type Members = Record<PropertyKey, unknown>;
type Class = new () => object;

const BUILT_IN: Readonly<Record<string, Class>> = { Error, RangeError, TypeError };

/**
 * Returns the error of a record as its driver throws it, with classes of the same names, with the same own, inherited, enumerable and
 * non-enumerable members, and with a stack.
 */
export function revive({ driver, where, error }: ErrorRecord): object {
  return reviveError(error, originOf(driver, where), []);
}

/** Returns the first frame of the stack, or undefined for an error of a native callback. */
function originOf(driver: string, where: string | undefined): string | undefined {
  const [name = ''] = driver.split(' ');
  if (!name.startsWith('node')) return `create (/app/node_modules/${name}/index.js:1:1)`;
  // A clone has the stack of its original, which came from a synchronous call here.
  return where === 'sync throw' || where === 'value' ? 'Object.writeSync (node:fs:921:11)' : undefined;
}

function reviveError(recorded: RecordedError, origin: string | undefined, outer: readonly object[]): object {
  const { constructorName, ownEnumerable = {}, ownNonEnumerable = {}, inherited = {} } = recorded;
  const chain = recorded.prototypeChain ?? [...new Set([constructorName, 'Error'])];
  const errorClass = createClass(chain);
  // Without calling its constructor, so that it has only the recorded members.
  const error = chain.length === 0 ? {} : new Error();
  Reflect.deleteProperty(error, 'stack');
  Object.setPrototypeOf(error, errorClass.prototype);
  const within = [...outer, error];
  define(error, reviveMembers(ownNonEnumerable, origin, within), false);
  define(error, reviveMembers(ownEnumerable, origin, within), true);
  if (chain.length === 0) return error;

  for (const [name, value] of Object.entries(reviveMembers(inherited, origin, within)))
    Object.defineProperty(errorClass.prototype, name, { get: () => value });
  // A name or a message that is no own member is inherited, unless the record omits its origin.
  const isBuiltIn = Object.values(BUILT_IN).includes(errorClass);
  for (const name of ['name', 'message'] as const) {
    const value = reviveValue(recorded[name], origin, within);
    if (value === undefined || (error as Members)[name] === value) continue;
    const isInherited = !isBuiltIn && (name === 'name' || chain.includes('DOMException'));
    define(isInherited ? errorClass.prototype : error, { [name]: value }, false);
  }
  define(
    error,
    { stack: `${Error.prototype.toString.call(error)}${origin === undefined ? '' : `\n    at ${origin}`}` },
    false,
  );
  return error;
}

/** Returns a class for the first name, which extends a class for the second name, and so on. */
function createClass(chain: readonly string[]): Class {
  return chain.reduceRight<Class>((parent, name) => {
    const builtIn = BUILT_IN[name];
    if (builtIn && Object.getPrototypeOf(builtIn.prototype) === parent.prototype) return builtIn;
    const derived = class extends parent {};
    Object.defineProperty(derived, 'name', { value: name });
    return derived;
  }, Object);
}

function reviveMembers(members: Members, origin: string | undefined, outer: readonly object[]): Members {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, reviveValue(value, origin, outer)]),
  );
}

function reviveValue(value: unknown, origin: string | undefined, outer: readonly object[]): unknown {
  if (typeof value === 'string') return reviveText(value, outer);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => reviveValue(item, origin, outer));
  if ('constructorName' in value) return reviveError(value as RecordedError, origin, outer);
  const { '«class»': name, ...members } = value as Members;
  // A pending promise, which nobody awaits, as in the driver.
  if (name === 'Promise') return new Promise(() => {});
  const revived = Object.create(createClass(typeof name === 'string' ? [name] : []).prototype);
  define(revived, reviveMembers(members, origin, outer), true);
  return revived;
}

function reviveText(text: string, outer: readonly object[]): unknown {
  if (text === '«undefined»') return undefined;
  if (text === '«circular»') return outer[0];
  if (text.startsWith('«function ')) return () => undefined;
  // «omitted», or a class alone, stands for an object.
  return /^«.*»$/.test(text) ? {} : text;
}

function define(target: object, members: Members, enumerable: boolean): void {
  for (const [name, value] of Object.entries(members)) {
    const symbol = /^Symbol\((.*)\)$/.exec(name)?.[1];
    const key = symbol === undefined ? name : Symbol(symbol);
    Object.defineProperty(target, key, { value, enumerable, writable: true, configurable: true });
  }
}
