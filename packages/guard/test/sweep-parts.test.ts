import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { type SweepOptions, storeFile, sweepParts } from '../src/index.ts';
import { makeFolder } from './folder.ts';

const HOUR = 3_600_000;

/** Returns the name of a part that this process is writing. */
async function ownPart(folder: string): Promise<string> {
  const source = new PassThrough();
  const stored = storeFile(source, join(folder, 'file')).catch(() => undefined);
  onTestFinished(async () => {
    source.destroy();
    await stored;
  });
  await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(1), 20_000);
  return readdirSync(folder)[0] as string;
}

/** Writes a part as another process would, and returns its path. */
async function foreignPart(
  folder: string,
  {
    system,
    pid = process.pid,
    start,
    age = 0,
  }: { system?: string; pid?: number; start?: string; age?: number },
): Promise<string> {
  const scratch = makeFolder();
  const [prefix, ownSystem, , ownStart, random] = (await ownPart(scratch)).split('-');
  const name = [prefix, system ?? ownSystem, pid, start ?? ownStart, random].join('-');
  const path = join(folder, name);
  writeFileSync(path, 'half');
  utimesSync(path, Date.now() / 1000, (Date.now() - age) / 1000);
  return path;
}

async function deadPid(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid as number;
}

test('leaves the parts of this process and files that are no parts', async () => {
  const folder = makeFolder();
  await ownPart(folder);
  const others = ['file', '.http507-notes', '.http507-0-1-2-3.part', 'x.part', '.http507.part'];
  for (const name of others) writeFileSync(join(folder, name), '');
  expect(await sweepParts(folder)).toBe(0);
  expect(readdirSync(folder)).toHaveLength(others.length + 1);
});

test('removes the part of a process that is not running, in subfolders as well', async () => {
  const folder = makeFolder();
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  await foreignPart(join(folder, 'a/b'), { pid: await deadPid() });
  await foreignPart(folder, { pid: await deadPid() });
  expect(await sweepParts(folder)).toBe(2);
  expect([readdirSync(folder), readdirSync(join(folder, 'a/b'))]).toEqual([['a'], []]);
});

describe.skipIf(process.platform !== 'linux')('on Linux', () => {
  test('removes the part of a process that had the pid of one that is running', async () => {
    const folder = makeFolder();
    await foreignPart(folder, { start: '1' });
    await foreignPart(folder, { pid: 1, start: '999999999999' });
    expect(await sweepParts(folder)).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('leaves the part of another running process', async () => {
    const folder = makeFolder();
    const { default: fs } = await import('node:fs');
    const stat = fs.readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] as string;
    await foreignPart(folder, { pid: process.ppid, start, age: 10 * HOUR });
    expect(await sweepParts(folder, { staleAfter: 0 })).toBe(0);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

test('leaves the parts of other systems until they have been unmodified for staleAfter', async () => {
  const folder = makeFolder();
  const system = '0123456789abcdef';
  await foreignPart(folder, { system, age: 2 * HOUR });
  const young = await foreignPart(folder, { system, age: HOUR / 2 });
  await foreignPart(folder, { system, age: -HOUR });
  expect(await sweepParts(folder)).toBe(1);
  expect(readdirSync(folder)).toHaveLength(2);
  utimesSync(young, 0, 0);
  expect(await sweepParts(folder)).toBe(1);
  expect(await sweepParts(folder, { staleAfter: 0 })).toBe(0);
});

test('checks parts that were too young again after staleAfter', async () => {
  const folder = makeFolder();
  const part = await foreignPart(folder, { system: '0123456789abcdef' });
  // In the future, so that a slow machine does not make it too old before the first sweep.
  const soon = Date.now() / 1000 + 1;
  utimesSync(part, soon, soon);
  expect(await sweepParts(folder, { staleAfter: 50 })).toBe(0);
  await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), 30_000);
});

test('follows no link', async () => {
  const [folder, elsewhere] = [makeFolder(), makeFolder()];
  await foreignPart(elsewhere, { pid: await deadPid() });
  symlinkSync(elsewhere, join(folder, 'link'));
  expect(await sweepParts(folder)).toBe(0);
  expect(readdirSync(elsewhere)).toHaveLength(1);
});

test('finds nothing in a missing folder, and rejects a path that is no folder', async () => {
  const folder = makeFolder();
  expect(await sweepParts(join(folder, 'missing'))).toBe(0);
  writeFileSync(join(folder, 'file'), '');
  await expect(sweepParts(join(folder, 'file'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test.each([
  ['', {}],
  ['folder', { unknown: 1 }],
  ['folder', { staleAfter: -1 }],
  ['folder', { staleAfter: Number.NaN }],
  ['folder', { staleAfter: 2 ** 31 }],
])('rejects %j with %j', async (folder, options) => {
  await expect(sweepParts(folder, options as SweepOptions)).rejects.toThrow(TypeError);
});
