/** A URL cannot be inspected: it is invalid, nobody answers there, or no answer is about storage. */
export class InspectError extends Error {
  override readonly name = 'InspectError';
}
