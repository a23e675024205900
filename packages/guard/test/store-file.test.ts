import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  createReadStream,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request } from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';

import { expect, onTestFinished, test, vi } from 'vitest';

import { diskCapacity, type Guard, quota, storeFile, sweepParts } from '../src/index.ts';
import { runWithGuard } from './bundled-guard.ts';
import { contentsOf, makeFolder } from './folder.ts';
import { mountSmallVolume, whyNoVolume } from './small-volume.ts';
import { mountThinVolume, whyNoThinVolume } from './thin-volume.ts';

const MB = 1024 * 1024;
const onThinVolume = whyNoThinVolume ? test.skip : test;
const onVolume = whyNoVolume ? test.skip : test;
const why = whyNoVolume ? ` (skipped: ${whyNoVolume})` : '';
const exhausted = { name: 'StorageExhaustedError', reason: 'quota' };

const open = (limit: number): Guard => quota({ limit, usage: () => 0 });
const x = (count: number): Readable => Readable.from([Buffer.alloc(count, 'x')]);
const books = async (guard: Guard) => {
  const { usedBytes, reservedBytes } = await guard.usage('a');
  return [usedBytes, reservedBytes];
};

test.each<[string, () => Parameters<typeof storeFile>[0]]>(
  [
    ['a stream', () => Readable.from([Buffer.from('con'), Buffer.from('tent')])],
    ['a stream of strings', () => Readable.from(['con', 'tent'])],
    ['a web stream', () => new Blob(['content']).stream()],
    [
      'an async iterable',
      async function* () {
        yield 'con';
        yield new Uint8Array(Buffer.from('tent'));
      },
    ],
    ['an iterable', () => ['con', 'tent']],
    ['a Buffer', () => Buffer.from('content')],
    ['a string', () => 'content'],
  ].map(([name, make]) => [
    name as string,
    () => {
      const made = (make as () => unknown)();
      return made as string;
    },
  ]),
)('stores %s and returns its length', async (_name, source) => {
  const folder = makeFolder();
  expect(await storeFile(source(), join(folder, 'file'))).toBe(7);
  expect(contentsOf(folder)).toEqual({ file: 'content' });
});

test('stores an empty file', async () => {
  const folder = makeFolder();
  expect(await storeFile(Readable.from([]), join(folder, 'file'))).toBe(0);
  expect(contentsOf(folder)).toEqual({ file: '' });
});

test('stores a file of many chunks as it is, durable', async () => {
  const folder = makeFolder();
  const content = Buffer.from(Array.from({ length: 5 * MB }, (_, index) => index % 251));
  writeFileSync(join(folder, 'source'), content);
  const path = join(folder, 'file');
  expect(await storeFile(createReadStream(join(folder, 'source')), path, { durable: true })).toBe(5 * MB);
  expect(readFileSync(path).equals(content)).toBe(true);
});

test('shows the old version, and a part that begins with a dot, until the new version is complete', async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'file'), 'old');
  const source = new PassThrough();
  const stored = storeFile(source, join(folder, 'file'));
  source.write('new');
  await vi.waitFor(() => expect(Object.values(contentsOf(folder)).sort()).toEqual(['new', 'old']), 20_000);
  const names = readdirSync(folder).filter((name) => name !== 'file');
  expect(names).toEqual([expect.stringMatching(/^\.http507-.*\.part$/)]);
  source.end();
  await stored;
  expect(contentsOf(folder)).toEqual({ file: 'new' });
});

test('commits what was written, not what was announced', async () => {
  const [guard, folder] = [open(100), makeFolder()];
  const path = join(folder, 'file');
  await storeFile(x(10), path, { reservation: await guard.reserve('a', 90) });
  expect(await books(guard)).toEqual([10, 0]);
  await storeFile(x(60), join(folder, 'longer'), { reservation: await guard.reserve('a', 5) });
  expect(await books(guard)).toEqual([70, 0]);
});

test('counts the bytes of the version that it replaces', async () => {
  const [guard, folder] = [open(100), makeFolder()];
  const path = join(folder, 'file');
  for (const length of [80, 100, 7, 100]) {
    // Without a length, the upload is metered. It is longer than the free room.
    await storeFile(x(length), path, { reservation: await guard.reserve('a', 0) });
    expect(await books(guard)).toEqual([length, 0]);
  }
  await expect(storeFile(x(101), path, { reservation: await guard.reserve('a', 0) })).rejects.toMatchObject(
    exhausted,
  );
  expect(await books(guard)).toEqual([100, 0]);
  expect(contentsOf(folder)).toEqual({ file: 'x'.repeat(100) });
});

test('keeps the count equal to the file when 50 uploads overwrite it at once', async () => {
  const [guard, folder] = [open(1e9), makeFolder()];
  const path = join(folder, 'file');
  await Promise.all(
    Array.from({ length: 50 }, async (_, index) =>
      storeFile(x(1000 + index * 7), path, { reservation: await guard.reserve('a', 0) }),
    ),
  );
  expect(readdirSync(folder)).toEqual(['file']);
  expect(await books(guard)).toEqual([statSync(path).size, 0]);
});

test('rejects a second use of a reservation, which would not be counted', async () => {
  const [guard, folder] = [open(100), makeFolder()];
  const reservation = await guard.reserve('a', 10);
  await storeFile(x(10), join(folder, 'one'), { reservation });
  await expect(storeFile(x(10), join(folder, 'two'), { reservation })).rejects.toThrow('FileBatch');
  expect(readdirSync(folder)).toEqual(['one']);
});

test('removes the part and releases the reservation when the source fails', async () => {
  const [guard, folder] = [open(100), makeFolder()];
  const failure = new Error('the source');
  const source = new PassThrough();
  const stored = storeFile(source, join(folder, 'file'), { reservation: await guard.reserve('a', 50) });
  source.write('half');
  await vi.waitFor(() => expect(Object.values(contentsOf(folder))).toEqual(['half']), 20_000);
  source.destroy(failure);
  await expect(stored).rejects.toBe(failure);
  expect([readdirSync(folder), await books(guard)]).toEqual([[], [0, 0]]);
});

test.each([
  ['a source that was destroyed', () => new PassThrough().destroy(), 'ERR_STREAM_PREMATURE_CLOSE'],
  [
    'a source that fails at its first chunk',
    () =>
      Readable.from({
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.reject(Object.assign(new Error('no chunk'), { code: 'FIRST' })),
        }),
      } as never),
    'FIRST',
  ],
])('rejects %s', async (_name, source, code) => {
  const folder = makeFolder();
  await expect(storeFile(source(), join(folder, 'file'))).rejects.toMatchObject({ code });
  expect(readdirSync(folder)).toEqual([]);
});

test('rejects a stream that was read before, and does not store an empty file', async () => {
  const folder = makeFolder();
  const source = x(10);
  await source.toArray();
  await expect(storeFile(source, join(folder, 'file'))).rejects.toThrow('has been read already');
  expect(readdirSync(folder)).toEqual([]);
});

test.each([undefined, null, 7, {}, [1], Readable.from([{}])])('rejects the source %j', async (source) => {
  const folder = makeFolder();
  await expect(storeFile(source as never, join(folder, 'file'))).rejects.toThrow(TypeError);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([undefined, '', 'a\0b', 7])('rejects the path %j before it writes anything', async (path) => {
  const guard = open(100);
  const reservation = await guard.reserve('a', 10);
  await expect(storeFile('x', path as string, { reservation })).rejects.toThrow(TypeError);
  expect(await books(guard)).toEqual([0, 0]);
});

test.each([
  [{ unknown: 1 }, 'options.unknown is not an option'],
  [{ durable: 1 }, 'options.durable'],
  [{ reservation: {} }, 'options.reservation'],
  [{ signal: {} }, 'options.signal'],
  [null, 'options must be'],
])('rejects the options %j', async (options, message) => {
  await expect(storeFile('x', 'never', options as never)).rejects.toThrow(message);
});

test.each([
  ['a folder', 'folder', 'EISDIR'],
  ['a folder that is missing', 'missing/file', 'ENOENT'],
  ['a folder that is a file', 'file/file', 'ENOTDIR'],
  ['a name that is too long', 'n'.repeat(256), 'ENAMETOOLONG'],
  ['the parent folder', '..', /EBUSY|EISDIR|ENOTEMPTY|EINVAL/],
])('fails cleanly when the target is %s', async (_name, path, code) => {
  for (const guarded of [false, true]) {
    const [guard, folder] = [open(100), makeFolder()];
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'file'), 'old');
    const reservation = guarded ? await guard.reserve('a', 10) : undefined;
    await expect(storeFile(x(10), `${folder}/${path}`, { reservation })).rejects.toMatchObject({
      code: typeof code === 'string' ? code : expect.stringMatching(code),
    });
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder']);
    expect([contentsOf(folder), await books(guard)]).toEqual([{ file: 'old' }, [0, 0]]);
  }
});

test('stores under names that are special for shells and other systems', async () => {
  const folder = makeFolder();
  const names = ['a b', '-rf', '$(x)', '*', 'ä\u202E.txt', '\n', '.hidden', 'C:\\x', '%00', 'con'];
  for (const name of names) await storeFile(name, join(folder, name));
  expect(contentsOf(folder)).toEqual(Object.fromEntries(names.map((name) => [name, name])));
});

test('replaces a link and leaves its target as it is', async () => {
  const [guard, folder] = [open(100), makeFolder()];
  writeFileSync(join(folder, 'target'), 'untouched');
  symlinkSync('target', join(folder, 'link'));
  await storeFile('new', join(folder, 'link'), { reservation: await guard.reserve('a', 3) });
  expect(lstatSync(join(folder, 'link')).isFile()).toBe(true);
  expect(contentsOf(folder)).toEqual({ target: 'untouched', link: 'new' });
  expect(await books(guard)).toEqual([3, 0]);
});

test('undoes the count when the rename fails', async () => {
  const [guard, folder] = [open(100), makeFolder()];
  const path = join(folder, 'file');
  const source = new PassThrough();
  const stored = storeFile(source, path, { reservation: await guard.reserve('a', 10) });
  source.write('x');
  await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(1), 20_000);
  const [part = ''] = readdirSync(folder);
  execFileSync('rm', [join(folder, part)]);
  source.end('y');
  await expect(stored).rejects.toMatchObject({ code: 'ENOENT', syscall: 'rename' });
  expect([readdirSync(folder), await books(guard)]).toEqual([[], [0, 0]]);
});

test('aborts by signal while nothing arrives, and destroys the source', async () => {
  const [guard, folder] = [open(100), makeFolder()];
  const controller = new AbortController();
  const source = new PassThrough();
  const stored = storeFile(source, join(folder, 'file'), {
    reservation: await guard.reserve('a', 10),
    signal: controller.signal,
  });
  await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(1), 20_000);
  controller.abort();
  await expect(stored).rejects.toBe(controller.signal.reason);
  expect([readdirSync(folder), await books(guard), source.destroyed]).toEqual([[], [0, 0], true]);
});

test('writes nothing when the signal was aborted before', async () => {
  const folder = makeFolder();
  const signal = AbortSignal.abort();
  await expect(storeFile('x', join(folder, 'file'), { signal })).rejects.toBe(signal.reason);
  expect(readdirSync(folder)).toEqual([]);
});

test('leaves nothing when the client disconnects during its upload, and answers a client whose upload does not fit', async () => {
  const [guard, folder] = [open(100_000), makeFolder()];
  const outcomes: unknown[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const reservation = await guard.reserve('a', 0);
    await storeFile(incoming, join(folder, 'file'), { reservation }).then(
      () => outgoing.writeHead(201).end(),
      (error: { code?: string; name: string }) => {
        outcomes.push(error.code ?? error.name);
        outgoing.writeHead(507).end();
      },
    );
  }).listen(0);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const send = () =>
    request({ port: (server.address() as AddressInfo).port, method: 'PUT', agent: false }).on(
      'error',
      () => undefined,
    );

  const gone = send();
  gone.write('half');
  await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(1), 20_000);
  gone.destroy();
  await vi.waitFor(() => expect(outcomes).toEqual(['ECONNRESET']), 20_000);
  expect([readdirSync(folder), await books(guard)]).toEqual([[], [0, 0]]);

  const large = send();
  const answered = once(large, 'response');
  large.end(Buffer.alloc(200_000));
  const [response] = await answered;
  expect(response.statusCode).toBe(507);
  expect([readdirSync(folder), await books(guard)]).toEqual([[], [0, 0]]);
});

test('leaves nothing when the client of an HTTP/2 upload disconnects', async () => {
  const folder = makeFolder();
  const outcomes: unknown[] = [];
  const server = http2.createServer(async (incoming) => {
    await storeFile(incoming, join(folder, 'file')).then(
      () => outcomes.push('stored'),
      (error) => outcomes.push(error.code),
    );
  });
  server.listen(0);
  await once(server, 'listening');
  const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    session.destroy();
    server.close();
  });
  for (const end of ['close', 'destroy'] as const) {
    const stream = session.request({ ':method': 'PUT', ':path': '/' }).on('error', () => undefined);
    stream.write('half');
    await vi.waitFor(() => expect(Object.values(contentsOf(folder))).toEqual(['half']), 20_000);
    if (end === 'close') stream.close(http2.constants.NGHTTP2_CANCEL);
    else stream.destroy();
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), 20_000);
  }
  expect(outcomes).toEqual(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE']);
});

onVolume(`keeps the old version when the volume is full, and leaves no part${why}`, async () => {
  const folder = mountSmallVolume('size=4m');
  const path = join(folder, 'file');
  await storeFile('old', path);
  for (const durable of [false, true]) {
    await expect(storeFile(x(5 * MB), path, { durable })).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(contentsOf(folder)).toEqual({ file: 'old' });
  }
  // Up to the last page, which a shorter file then uses.
  await expect(
    storeFile(
      (function* () {
        for (;;) yield Buffer.alloc(65_536);
      })(),
      join(folder, 'endless'),
    ),
  ).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(await storeFile(x(3 * MB), path)).toBe(3 * MB);
  expect(readdirSync(folder)).toEqual(['file']);
});

onThinVolume(
  `keeps the old version when the device reports only at fsync that it is full${whyNoThinVolume ? ` (skipped: ${whyNoThinVolume})` : ''}`,
  async () => {
    const guard = open(1e9);
    const folder = mountThinVolume();
    const path = join(folder, 'file');
    await storeFile('old', path, { durable: true });
    // Every write succeeds, into the page cache.
    const reservation = await guard.reserve('a', 20 * MB);
    await expect(storeFile(x(20 * MB), path, { durable: true, reservation })).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:ENOSPC|EIO)$/),
      syscall: 'fsync',
    });
    expect(contentsOf(folder)).toEqual({ file: 'old' });
    expect(await books(guard)).toEqual([0, 0]);
  },
);

onVolume(`fails cleanly when the volume has no inode left${why}`, async () => {
  const folder = mountSmallVolume('size=4m,nr_inodes=3');
  await storeFile('a', join(folder, 'a'));
  await storeFile('b', join(folder, 'b'));
  const guard = open(100);
  const reservation = await guard.reserve('a', 1);
  await expect(storeFile('c', join(folder, 'c'), { reservation })).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(contentsOf(folder)).toEqual({ a: 'a', b: 'b' });
  expect(await books(guard)).toEqual([0, 0]);
});

onVolume(`is refused by diskCapacity before it fills a volume${why}`, async () => {
  const folder = mountSmallVolume('size=4m');
  const disk = diskCapacity({ path: folder, logger: false });
  onTestFinished(() => disk.close());
  await expect(
    storeFile(x(8 * MB), join(folder, 'file'), { reservation: await disk.reserve(undefined, 0) }),
  ).rejects.toMatchObject({ name: 'StorageExhaustedError', kind: 'disk' });
  expect(readdirSync(folder)).toEqual([]);
});

const notAsRoot = process.getuid?.() === 0 ? 'root writes anywhere' : undefined;
test.skipIf(notAsRoot)(
  `reports a folder that it may not write to${notAsRoot ? ` (skipped: ${notAsRoot})` : ''}`,
  async () => {
    const folder = makeFolder();
    chmodSync(folder, 0o500);
    await expect(storeFile('x', join(folder, 'file'))).rejects.toMatchObject({ code: 'EACCES' });
  },
);

test('leaves the old version and one part when its process is killed, and a sweep removes the part', async () => {
  const folder = makeFolder();
  await storeFile('old', join(folder, 'file'));
  const child = await runWithGuard(`
    async function* endless() {
      for (let count = 0; ; count += 1) {
        if (count === 50) console.log('under way');
        yield Buffer.alloc(1000);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    guard.storeFile(endless(), ${JSON.stringify(join(folder, 'file'))});
  `);
  expect(await sweepParts(folder)).toBe(0);
  expect(readdirSync(folder)).toHaveLength(2);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('old');
  expect(readdirSync(folder)).toHaveLength(2);
  expect(await sweepParts(folder)).toBe(1);
  expect(contentsOf(folder)).toEqual({ file: 'old' });
});

test('shows a complete version, whenever its process is killed', async () => {
  const folder = makeFolder();
  const path = join(folder, 'file');
  const versions = ['a', 'b'].map((letter) => letter.repeat(100_000));
  await storeFile(versions[0] as string, path);
  for (let round = 0; round < 5; round += 1) {
    const child = await runWithGuard(`
      console.log('ready');
      for (;;) for (const letter of ['a', 'b'])
        await guard.storeFile([letter.repeat(50_000), letter.repeat(50_000)], ${JSON.stringify(path)}, { durable: ${round % 2 === 0} });
    `);
    await new Promise((resolve) => setTimeout(resolve, 20 + round * 7));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(versions).toContain(readFileSync(path, 'utf8'));
    await sweepParts(folder);
    expect(readdirSync(folder)).toEqual(['file']);
  }
});

test.skipIf(process.platform !== 'linux')('closes every file, whatever happens', async () => {
  const folder = makeFolder();
  const opened = (): string[] =>
    readdirSync('/proc/self/fd')
      .map((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`);
        } catch {
          // The descriptor of the folder that was just read.
          return '';
        }
      })
      .filter((path) => path.startsWith(folder) || path === '/dev/zero');
  await storeFile('x', join(folder, 'file'), { durable: true });
  await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) => {
      const source = createReadStream('/dev/zero');
      const kinds = [
        () => storeFile('x', join(folder, `file-${index}`), { durable: true }),
        () => storeFile(source, join(folder, 'missing/file')),
        () => storeFile(source, join(folder, 'file'), { signal: AbortSignal.timeout(5) }),
        async () =>
          storeFile(source, join(folder, 'file'), { reservation: await open(99_999).reserve('a', 0) }),
      ];
      const kind = kinds[index % 4] as (typeof kinds)[0];
      if (index % 4 === 0) source.destroy();
      return kind();
    }),
  );
  await vi.waitFor(() => expect(opened()).toEqual([]), 20_000);
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});
