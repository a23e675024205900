/** Returns the text of a response's body, or as much of it as arrives within 64 kB and 5 s, and cancels the rest. Never rejects. */
export async function readBody(response: Response): Promise<string> {
  const maxLength = 65_536;
  let text = '';
  try {
    // A response without a body throws here.
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    // Ends a pending read, too.
    const stop = (): void => void reader.cancel().catch(() => undefined);
    const timer = setTimeout(stop, 5_000);
    const decoder = new TextDecoder();
    try {
      while (text.length < maxLength) {
        const { done, value } = await reader.read();
        if (done) break;
        text += decoder.decode(value, { stream: true });
      }
    } finally {
      clearTimeout(timer);
      stop();
    }
  } catch {
    // The body has been read before, or broke off.
  }
  return text.slice(0, maxLength);
}
