import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Whether curl is installed. */
export const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** What curl says of an upload. */
export interface CurlAnswer {
  readonly status: number;
  readonly body: string;
  /** The bytes of the body that curl has sent. */
  readonly uploaded: number;
}

/** Uploads so many zeros with curl; rejects when curl fails. */
export async function curlUpload(url: string, size: number, ...options: string[]): Promise<CurlAnswer> {
  const curl = spawn('curl', [
    ...['--silent', '--show-error', '--max-time', '30', '--upload-file', '-'],
    ...['--header', `Content-Length: ${size}`, '--header', 'Transfer-Encoding:'],
    ...['--write-out', '\n%{http_code} %{size_upload}'],
    ...options,
    url,
  ]);
  curl.stdin.on('error', () => {}); // It closes its input once it is refused.
  curl.stdin.end(Buffer.alloc(size));
  const [output, complaint, code] = await Promise.all([
    text(curl.stdout),
    text(curl.stderr),
    new Promise((resolve) => curl.once('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`curl: ${complaint}`);
  const lines = output.split('\n');
  const [status, uploaded] = (lines.pop() ?? '').split(' ').map(Number);
  return { status: status ?? 0, body: lines.join('\n'), uploaded: uploaded ?? 0 };
}
