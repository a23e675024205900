/** Returns whether headers have a name, which is given in lower case. They are an object, pairs, or names and values in turn. */
export function hasHeader(headers: unknown, name: string): boolean {
  return namesOf(Object(headers) as object).some((other) => String(other).toLowerCase() === name);
}

function namesOf(headers: object): unknown[] {
  if (!(Symbol.iterator in headers)) return Object.keys(headers);
  const items = [...(headers as Iterable<unknown>)];
  return Array.isArray(items[0])
    ? items.map((pair) => (pair as unknown[])[0])
    : items.filter((_, index) => index % 2 === 0);
}
