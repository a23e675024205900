import { readFileSync } from 'node:fs';

/** Returns a recorded answer: its status line, headers and body are those of the file. */
export function readFixture(name: string): Response {
  const text = readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
  const [head = '', ...body] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]);
  return new Response(body.join('\r\n\r\n'), { status: Number(statusLine.split(' ')[1]), headers });
}
