import fc from 'fast-check';
import { expect, test } from 'vitest';

import { decodeAwsChunked } from '../src/aws-chunked.ts';

async function decode(pieces: Iterable<Buffer>, length?: number): Promise<Buffer> {
  const decoded: Buffer[] = [];
  async function* body(): AsyncGenerator<Buffer> {
    yield* pieces;
  }
  for await (const data of decodeAwsChunked(body(), length)) decoded.push(data);
  return Buffer.concat(decoded);
}

/** Cuts a buffer into pieces of the given lengths, over and over. */
function* cut(whole: Buffer, lengths: readonly number[]): Generator<Buffer> {
  for (let start = 0, index = 0; start < whole.byteLength; index += 1) {
    const end = start + (lengths[index % lengths.length] ?? 1);
    yield whole.subarray(start, end);
    start = end;
  }
}

test('decodes every content, however it arrives', async () => {
  const chunk = fc.uint8Array({ minLength: 1, maxLength: 40 });
  const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(chunk, { maxLength: 5 }),
      lengths,
      fc.boolean(),
      async (chunks, pieces, signed) => {
        const extension = signed ? `;chunk-signature=${'f'.repeat(64)}` : '';
        const encoded = chunks.map((data) =>
          Buffer.concat([
            Buffer.from(`${data.byteLength.toString(16)}${extension}\r\n`),
            data,
            Buffer.from('\r\n'),
          ]),
        );
        const trailer = signed ? '' : 'x-amz-checksum-crc32:AAAAAA==\r\n';
        const whole = Buffer.concat([...encoded, Buffer.from(`0${extension}\r\n${trailer}\r\n`)]);
        const content = Buffer.concat(chunks);
        expect(await decode(cut(whole, pieces), content.byteLength)).toEqual(content);
        expect(await decode(cut(whole, pieces))).toEqual(content);
        await expect(decode(cut(whole, pieces), content.byteLength + 1)).rejects.toThrow('incomplete');
      },
    ),
  );
});

test('rejects or decodes any bytes, and throws nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const outcome = await decode([Buffer.from(bytes)]).catch((error: unknown) => error);
      if (!Buffer.isBuffer(outcome)) expect(outcome).toMatchObject({ status: 400 });
    }),
  );
});
