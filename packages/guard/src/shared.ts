/** Returns a value that all copies of this package share, because an application may load it both as ESM and as CommonJS. */
export function shared<T extends object>(name: string, value: T): T {
  const all = globalThis as { [key: symbol]: T | undefined };
  const key = Symbol.for(`http507.guard.${name}`);
  all[key] ??= value;
  return all[key];
}
