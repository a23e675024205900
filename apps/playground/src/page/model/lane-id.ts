/** Returns the id of a new lane, which is also the id of its request. */
export function newLaneId(): string {
  return `try-${crypto.randomUUID().slice(0, 8)}`;
}

/** Returns whether a text contains the id of a lane, also of one that is gone or belongs to another tab. */
export function containsLaneId(text: string): boolean {
  return /\btry-[\da-f]{8}\b/.test(text);
}
