import { randomUUID } from 'node:crypto';
import { request } from 'node:http';

/** The result of one upload. */
export interface Outcome {
  readonly status: number | undefined;
  readonly reason: unknown;
}

/** Sends an upload with node:http on a separate connection, and returns the result. */
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
    // A refused upload may break its connection after the answer. That does not matter.
    upload.on('error', reject);
    upload.end(body);
  });
}

/** Counts the results by kind, such as `507 quota`. */
export function tally(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, reason } of outcomes) {
    const what = [status, reason].filter(Boolean).join(' ');
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}
