import { RequestError } from '@http507/example-store';

const LINE_END = '\r\n';

/** In bytes. A chunk signature takes less than 100. */
const MAX_LINE_LENGTH = 1024;

/**
 * Decodes the content coding `aws-chunked`, with or without signatures and trailers, which are not verified (Amazon S3 API Reference,
 * "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks").
 *
 * @param length - the announced length of the content in bytes
 * @throws RequestError 400 for a malformed body, and at its end if it has another length
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  length: number | undefined,
): AsyncGenerator<Buffer> {
  let undecoded: Buffer = Buffer.alloc(0);
  let left = 0;
  let decoded = 0;
  let isComplete = false;
  for await (const bytes of body) {
    undecoded = undecoded.byteLength > 0 ? Buffer.concat([undecoded, bytes]) : bytes;
    while (!isComplete && undecoded.byteLength > 0) {
      if (left === 0) {
        const line = takeLine(undecoded);
        if (line === undefined) break;
        undecoded = undecoded.subarray(line.length + LINE_END.length);
        // A line break ends the data of each chunk.
        if (line === '') continue;
        left = parseChunkSize(line);
        isComplete = left === 0;
      } else {
        const data = undecoded.subarray(0, left);
        undecoded = undecoded.subarray(data.byteLength);
        left -= data.byteLength;
        decoded += data.byteLength;
        yield data;
      }
    }
    // Trailers follow the last chunk.
    if (isComplete) undecoded = Buffer.alloc(0);
  }
  if (!isComplete || decoded !== (length ?? decoded)) throw malformed('incomplete');
}

/** Returns the first line, or undefined if it has not arrived completely. */
function takeLine(bytes: Buffer): string | undefined {
  const end = bytes.indexOf(LINE_END);
  if (end > MAX_LINE_LENGTH || (end < 0 && bytes.byteLength > MAX_LINE_LENGTH)) throw malformed('malformed');
  return end < 0 ? undefined : bytes.toString('latin1', 0, end);
}

function parseChunkSize(line: string): number {
  const [, size] = /^([0-9a-f]{1,8})(?:;|$)/i.exec(line) ?? [];
  if (size === undefined) throw malformed('malformed');
  return Number.parseInt(size, 16);
}

function malformed(how: string): RequestError {
  return new RequestError(400, 'upload_aborted', `The aws-chunked body is ${how}.`);
}
