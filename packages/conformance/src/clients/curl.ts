import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Whether curl is installed. */
export const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** The result of an upload, as curl reports it. */
export interface CurlAnswer {
  readonly status: number;
  readonly body: string;
  /** How many bytes of the body curl has sent. */
  readonly uploaded: number;
}

/** Uploads a number of zero bytes with curl. Rejects if curl fails. */
export async function curlUpload(url: string, size: number, ...options: string[]): Promise<CurlAnswer> {
  const curl = spawn('curl', [
    ...['--silent', '--show-error', '--max-time', '30', '--upload-file', '-'],
    ...['--header', `Content-Length: ${size}`, '--header', 'Transfer-Encoding:'],
    ...['--write-out', '\n%{http_code} %{size_upload}'],
    ...options,
    url,
  ]);
  curl.stdin.on('error', () => {}); // curl closes its input once it is refused.
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
