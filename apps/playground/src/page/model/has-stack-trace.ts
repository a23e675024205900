/** Returns whether a text contains a line of a stack trace. */
export function hasStackTrace(text: string): boolean {
  // Without a limit, each "at" in a long line would be compared with the rest of the line.
  return /\bat .{1,200}:\d+:\d+/.test(text);
}
