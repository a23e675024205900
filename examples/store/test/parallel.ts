import { randomUUID } from 'node:crypto';
import { request } from 'node:http';

/** What became of one upload. */
export interface Outcome {
  readonly status: number | undefined;
  readonly reason: unknown;
}

/** Sends an upload with node:http, each on a connection of its own, and returns what became of it. */
export async function tryUpload(url: string, body: Buffer, account: string): Promise<Outcome> {
  return await new Promise((resolve, reject) => {
    const upload = request(`${url}/files/${randomUUID()}`, {
      method: 'PUT',
      agent: false,
      headers: { 'x-account': account, 'content-length': body.byteLength },
    });
    upload.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, reason: JSON.parse(text).reason }));
    });
    // Of the connection of an upload that is refused while it is sent, once there is an answer: it changes nothing.
    upload.on('error', reject);
    upload.end(body);
  });
}

/** Counts what happened how often, such as `507 quota`. */
export function tally(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, reason } of outcomes) {
    const what = [status, reason].filter(Boolean).join(' ');
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}
