import http from 'node:http';

/** Resolves to the status of a request with exactly these headers, which fetch would not send. */
export function statusOf(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false });
    request.once('error', reject);
    request.once('response', (response) => {
      response.destroy();
      resolve(response.statusCode);
    });
    request.end();
  });
}
