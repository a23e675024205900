import type { Lane } from './lanes.ts';

const OPTIONS: Readonly<Record<Lane['manner'], readonly string[]>> = {
  // curl would send it by itself with a long body, and browsers do not.
  browser: ["-H 'Expect:'"],
  slow: ["-H 'Expect:'", '--limit-rate 2M'],
  'expects-continue': ["-H 'Expect: 100-continue'"],
  'http1.0': ['--http1.0', "-H 'Expect:'"],
  // It goes to the service: the port of nginx is known to the gateway alone.
  nginx: ["-H 'Expect:'"],
};

/** Returns the request of a lane as a command for a shell. */
export function curlOf({ url, bodyBytes, account, manner }: Lane): string {
  const options = ['-i', ...OPTIONS[manner], `-H 'X-Account: ${account}'`, '-X PUT', '--data-binary @-'];
  return `head -c ${bodyBytes} /dev/zero | curl ${options.join(' ')} ${url}`;
}

/** Copies text, and returns whether the browser permits it. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
