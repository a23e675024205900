const SIZE = 20 * 1024 * 1024;
const CHUNK = new Uint8Array(64 * 1024);

/** Uploads 20 MB with fetch, in parts. Rejects if the connection breaks before the answer is read. */
export async function upload(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ readonly response: Response; readonly text: string }> {
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      sent += CHUNK.length;
      if (sent > SIZE) controller.close();
      else controller.enqueue(CHUNK);
    },
  });
  const response = await fetch(url, { method: 'PUT', headers, body, duplex: 'half' });
  return { response, text: await response.text() };
}
