const MAX_BYTES = 65_536;
const MAX_MS = 5_000;

/** Returns the text of a copy of a response's body, or as much of it as arrives within 64 kB and 5 s. Never rejects. */
export async function readBody(response: Response): Promise<string> {
  let text = '';
  try {
    const reader = response.clone().body?.getReader();
    if (!reader) return text;
    // Ends a pending read: it then returns `done`.
    const stop = (): void => void reader.cancel().catch(() => undefined);
    const timer = setTimeout(stop, MAX_MS);
    try {
      const decoder = new TextDecoder();
      for (let bytes = 0; bytes < MAX_BYTES; ) {
        const { done, value } = await reader.read();
        if (done) break;
        text += decoder.decode(value.subarray(0, MAX_BYTES - bytes), { stream: true });
        bytes += value.byteLength;
      }
    } finally {
      clearTimeout(timer);
      stop();
    }
  } catch {
    // The body has been read before, or broke off.
  }
  return text;
}
