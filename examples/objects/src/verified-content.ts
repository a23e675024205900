import { createHash } from 'node:crypto';

import { RequestError } from '@http507/example-store';

/**
 * Passes an object's content on, so that it is stored only if it is the right one.
 *
 * @param oid - the SHA-256 of the content
 * @throws RequestError 400 at the end of any other content
 */
export async function* verifiedContent(content: AsyncIterable<Buffer>, oid: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== oid) {
    throw new RequestError(400, 'wrong_content', 'The content is not that of the object.');
  }
}
