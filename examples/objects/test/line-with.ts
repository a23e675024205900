/** Returns the last line of an output that contains a text, without what differs between runs: times, request ids and hashes. */
export function lineWith(text: string, output: string): string {
  const line = output.split('\n').findLast((candidate) => candidate.includes(text)) ?? '';
  return line
    .replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, '')
    .replaceAll(/[0-9a-f]{64}|[0-9a-f-]{36}/g, '…');
}
