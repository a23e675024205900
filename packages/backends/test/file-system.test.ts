import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import {
  appendFile,
  copyFile,
  link,
  mkdir,
  mkdtemp,
  open,
  rename,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { describeUnless } from './describe-unless.ts';
import { expect507 } from './expect-507.ts';
import { mountSmallVolume, type SmallVolume, whyNoVolume } from './small-volume.ts';

const DATA = Buffer.alloc(10_000, 'x');

const writeAndSync = async (path: string): Promise<void> => {
  const file = await open(path, 'w');
  try {
    await file.write(DATA);
    await file.sync();
  } finally {
    await file.close();
  }
};

const intoStream = async (path: string): Promise<void> => {
  const stream = createWriteStream(path);
  stream.end(DATA);
  await once(stream, 'close');
};

type Operation = (path: string) => unknown;
const stream: Operation = (path) => pipeline(Readable.from([DATA, DATA]), createWriteStream(path));

/** Operations that fail, with the system call that fails. */
const writes: [string, string, Operation][] = [
  ['writeFile', 'write', (path) => writeFile(path, DATA)],
  ['writeFileSync', 'write', (path) => writeFileSync(path, DATA)],
  ['appendFile', 'write', (path) => appendFile(path, DATA)],
  ['createWriteStream and pipeline', 'write', stream],
  ['createWriteStream and its event', 'write', intoStream],
  ['open, write and fsync', 'write', writeAndSync],
];

describeUnless(whyNoVolume, 'a full volume', () => {
  let volume: SmallVolume;
  beforeAll(() => {
    volume = mountSmallVolume();
    volume.fill();
  });
  afterAll(() => volume.unmount());

  test.each<[string, string, Operation]>([
    ...writes,
    ['copyFile', 'copyfile', (path) => copyFile(process.execPath, path)],
  ])('%s', async (_name, syscall, operation) => {
    const thrown = await expect507(() => operation(join(volume.path, syscall)), { kind: 'disk' });
    expect(thrown).toMatchObject({ code: 'ENOSPC', syscall });
  });
});

describeUnless(whyNoVolume, 'a volume without inodes', () => {
  let volume: SmallVolume;
  let old: string;
  beforeAll(() => {
    volume = mountSmallVolume({ inodes: 2 });
    old = join(volume.path, 'old');
    writeFileSync(old, 'x');
  });
  afterAll(() => volume.unmount());

  test.each<[string, string, Operation]>([
    ['writeFile', 'open', (path) => writeFile(path, DATA)],
    ['createWriteStream and pipeline', 'open', stream],
    ['open, write and fsync', 'open', writeAndSync],
    ['mkdir', 'mkdir', (path) => mkdir(path)],
    ['recursive mkdirSync', 'mkdir', (path) => mkdirSync(path, { recursive: true })],
    ['mkdtemp', 'mkdtemp', (path) => mkdtemp(path)],
    ['copyFile', 'copyfile', (path) => copyFile(old, path)],
    ['symlink', 'symlink', (path) => symlink(old, path)],
    ['link', 'link', (path) => link(old, path)],
  ])('%s', async (_name, syscall, operation) => {
    const thrown = await expect507(() => operation(join(volume.path, 'new')), { kind: 'disk' });
    expect(thrown).toMatchObject({ code: 'ENOSPC', syscall });
  });

  test('operations that need no inode still work', async () => {
    await appendFile(old, 'x');
    await rename(old, `${old}er`);
    await rename(`${old}er`, old);
  });
});

describeUnless(
  process.platform === 'linux' ? undefined : '/dev/full exists only on Linux',
  '/dev/full',
  () => {
    test.each(writes)('%s', async (_name, syscall, operation) => {
      const thrown = await expect507(() => operation('/dev/full'), { kind: 'disk' });
      expect(thrown).toMatchObject({ code: 'ENOSPC', syscall });
    });
  },
);
