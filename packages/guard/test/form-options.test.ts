import { readdirSync } from 'node:fs';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { expect, test } from 'vitest';

import { type FormRequest, storeForm } from '../src/fastify-multipart.ts';
import { commitFiles, multerStorage } from '../src/multer.ts';
import { contentsOf, makeFolder } from './folder.ts';

test.each<[unknown, string]>([
  [undefined, 'options must be'],
  [{}, 'options.path'],
  [{ path: 'uploads' }, 'options.path'],
  [{ path: () => 'a', reservation: {} }, 'options.reservation'],
  [{ path: () => 'a', durable: 1 }, 'options.durable'],
  [{ path: () => 'a', dest: 'uploads' }, 'options.dest is not an option'],
])('multerStorage rejects the options %j', (options, message) => {
  expect(() => multerStorage(options as never)).toThrow(message);
});

test('commitFiles returns no files for a request without a form', async () => {
  expect(await commitFiles(new IncomingMessage(new Socket()))).toEqual([]);
});

test.each([
  [{}, 'options.path'],
  [{ path: () => 'a', dest: 'uploads' }, 'options.dest is not an option'],
])('storeForm rejects the options %j', async (options, message) => {
  await expect(storeForm(requestOf([]), options as never)).rejects.toThrow(message);
});

test('storeForm returns files and fields in their order, and skips a field in which no file was chosen', async () => {
  const folder = makeFolder();
  const request = requestOf([
    { fieldname: 'tag', value: 'one' },
    {
      type: 'file',
      fieldname: 'photo',
      filename: 'a',
      mimetype: 'image/png',
      file: Readable.from(['content']),
    },
    { fieldname: '__proto__', value: 'hostile' },
    { type: 'file', fieldname: 'photo', filename: '', mimetype: 'image/png', file: Readable.from([]) },
    { fieldname: 'tag', value: 'two' },
  ]);
  const { files, fields } = await storeForm(request, { path: ({ filename }) => join(folder, filename) });
  expect(files).toEqual([
    { fieldname: 'photo', filename: 'a', mimetype: 'image/png', path: join(folder, 'a'), bytes: 7 },
  ]);
  expect([...fields]).toEqual([
    ['tag', ['one', 'two']],
    ['__proto__', ['hostile']],
  ]);
  expect(contentsOf(folder)).toEqual({ a: 'content' });
});

test('storeForm rejects a file that the parser has cut off', async () => {
  const folder = makeFolder();
  const file = Object.assign(Readable.from(['half']), { truncated: true });
  const request = requestOf([{ type: 'file', fieldname: 'photo', filename: 'a', mimetype: '', file }]);
  const stored = storeForm(request, { path: () => join(folder, 'a') });
  await expect(stored).rejects.toMatchObject({ statusCode: 413, code: 'FST_REQ_FILE_TOO_LARGE' });
  expect(readdirSync(folder)).toEqual([]);
});

function requestOf(parts: object[]): FormRequest {
  return { raw: { complete: true }, parts: () => Readable.from(parts) };
}
