/** Returns whether a body can be sent again: it is no stream of the web or of Node, and no other async iterable. */
export function canReplay(body: unknown): boolean {
  const { getReader, pipe, [Symbol.asyncIterator]: iterate } = Object(body);
  return !(getReader || pipe || iterate);
}
