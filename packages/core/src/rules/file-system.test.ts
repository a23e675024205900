import { describe, expect, test } from 'vitest';

import { recognize } from '../recognize.ts';

const DISK = { reason: 'capacity', kind: 'disk' };
const QUOTA = { reason: 'quota', kind: 'quota' };

function fileSystem(error: Record<string, unknown>): object | undefined {
  const recognized = recognize(error);
  return recognized && { reason: recognized.reason, kind: recognized.kind };
}

describe('ENOSPC', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a write', { code: 'ENOSPC', errno: -28, syscall: 'write' }],
    ['an open', { code: 'ENOSPC', errno: -28, syscall: 'open', path: '/var/data/a' }],
    ['a folder', { code: 'ENOSPC', errno: -28, syscall: 'mkdir', path: '/var/data/a' }],
    ['a rename', { code: 'ENOSPC', errno: -28, syscall: 'rename', path: '/a', dest: '/b' }],
    ['a copy', { code: 'ENOSPC', errno: -28, syscall: 'copyfile' }],
    ['fsync', { code: 'ENOSPC', errno: -28, syscall: 'fsync' }],
    ['ftruncate', { code: 'ENOSPC', errno: -28, syscall: 'ftruncate' }],
    ...[
      'pwrite',
      'writev',
      'fdatasync',
      'fallocate',
      'posix_fallocate',
      'copy_file_range',
      'sendfile',
      'unlink',
      'rmdir',
    ].map((syscall): [string, Record<string, unknown>] => [syscall, { code: 'ENOSPC', errno: -28, syscall }]),
    ['Windows', { code: 'ENOSPC', errno: -4055, syscall: 'write' }],
    ['a positive errno, as native addons give it', { code: 'ENOSPC', errno: 28 }],
    ['the code alone', { code: 'ENOSPC' }],
    ['a syscall and a path that are no texts', { code: 'ENOSPC', syscall: 5, path: Buffer.from('/a') }],
    ['an open with a path that is no text', { code: 'ENOSPC', syscall: 'open', path: 5 }],
    ['a file that is named like a terminal', { code: 'ENOSPC', syscall: 'open', path: '/data/dev/ptmx' }],
    ['a file with a similar path', { code: 'ENOSPC', syscall: 'open', path: '/dev/ptmx2' }],
    ['shared memory', { code: 'ENOSPC', syscall: 'open', path: '/dev/shm/a' }],
  ])('is a full disk: %s', (_name, error) => {
    expect(fileSystem(error)).toEqual(DISK);
  });

  test.each<[string, Record<string, unknown>]>([
    ['inotify watches', { code: 'ENOSPC', errno: -28, syscall: 'watch', path: '/a', filename: '/a' }],
    ['spawn', { code: 'ENOSPC', errno: -28, syscall: 'spawn' }],
    ['spawn with its command', { code: 'ENOSPC', errno: -28, syscall: 'spawn node', path: 'node' }],
    ['spawnSync', { code: 'ENOSPC', errno: -28, syscall: 'spawnSync node' }],
    ['pseudo-terminals', { code: 'ENOSPC', errno: -28, syscall: 'open', path: '/dev/ptmx' }],
    ['a pseudo-terminal', { code: 'ENOSPC', errno: -28, syscall: 'open', path: '/dev/pts/4' }],
    ['a terminal', { code: 'ENOSPC', errno: -28, syscall: 'open', path: '/dev/tty1' }],
    [
      'a control group',
      { code: 'ENOSPC', errno: -28, syscall: 'write', path: '/sys/fs/cgroup/a/cpuset.cpus' },
    ],
    [
      'a setting of the kernel',
      { code: 'ENOSPC', syscall: 'write', path: '/proc/sys/user/max_user_namespaces' },
    ],
    ['bandwidth of USB', { code: 'ENOSPC', syscall: 'open', path: '/dev/bus/usb/001/002' }],
    ...[
      'inotify_add_watch',
      'fanotify_mark',
      'epoll_ctl',
      'semget',
      'shmget',
      'msgget',
      'mq_open',
      'perf_event_open',
    ].map((syscall): [string, Record<string, unknown>] => [syscall, { code: 'ENOSPC', errno: -28, syscall }]),
    ...[
      'clone',
      'fork',
      'openpty',
      'forkpty',
      'posix_openpt',
      'bpf',
      'ioctl',
      'io_uring_setup',
      'timer_create',
    ].map((syscall): [string, Record<string, unknown>] => [syscall, { code: 'ENOSPC', errno: -28, syscall }]),
    ['keys of the kernel', { code: 'Unknown system error -122', errno: -122, syscall: 'add_key' }],
  ])('is not about storage: %s', (_name, error) => {
    expect(fileSystem(error)).toBeUndefined();
  });
});

describe('EDQUOT', () => {
  test.each<[string, Record<string, unknown>]>([
    ['by name', { code: 'EDQUOT' }],
    ['Linux', { code: 'Unknown system error -122', errno: -122, syscall: 'write' }],
    ['macOS and the BSDs', { code: 'Unknown system error -69', errno: -69, syscall: 'write' }],
    ['illumos', { code: 'Unknown system error -49', errno: -49, syscall: 'write' }],
    ['Linux, from a synchronous call on Buffers', { code: 'UNKNOWN', errno: -122, syscall: 'write' }],
    ['macOS, from a synchronous call on Buffers', { code: 'UNKNOWN', errno: -69, syscall: 'write' }],
  ])('is a quota: %s', (_name, error) => {
    expect(fileSystem(error)).toEqual(QUOTA);
  });

  test.each<[string, Record<string, unknown>]>([
    ['EADDRNOTAVAIL on macOS', { code: 'EADDRNOTAVAIL', errno: -49 }],
    ['EUNATCH on Linux', { code: 'EUNATCH', errno: -49 }],
    ['an ambiguous number', { code: 'UNKNOWN', errno: -49 }],
    ['ESTALE on Linux', { code: 'Unknown system error -116', errno: -116 }],
    ['ESTALE on macOS', { code: 'Unknown system error -70', errno: -70 }],
    ['ESTALE on illumos', { code: 'Unknown system error -151', errno: -151 }],
    ['an unknown error of Windows', { code: 'UNKNOWN', errno: -4094 }],
    ['the number without its code', { errno: -122 }],
    ['the code without its number', { code: 'Unknown system error -122' }],
    ['code and number that disagree', { code: 'Unknown system error -122', errno: -69 }],
    ['a number that is a text', { code: 'Unknown system error -122', errno: '-122' }],
    ['a positive number', { code: 'UNKNOWN', errno: 122 }],
  ])('is not this: %s', (_name, error) => {
    expect(fileSystem(error)).toBeUndefined();
  });
});

describe('look-alikes', () => {
  test.each([
    'EMFILE',
    'ENFILE',
    'EFBIG',
    'EROFS',
    'EACCES',
    'EPERM',
    'EIO',
    'ENOBUFS',
    'ENOMEM',
    'ESTALE',
    'ENXIO',
    'EAGAIN',
    'ENOENT',
    'enospc',
    ' ENOSPC',
    'ENOSPC: no space left on device',
  ])('stay themselves: %s', (code) => {
    expect(fileSystem({ code, errno: -28, syscall: 'write' })).toBeUndefined();
  });

  test('by message or number only stay themselves', () => {
    expect(fileSystem({ message: 'x ENOSPC: no space left on device, write' })).toBeUndefined();
    expect(fileSystem({ errno: -28 })).toBeUndefined();
    expect(fileSystem({ errno: 28, syscall: 'write' })).toBeUndefined();
    expect(fileSystem({ code: 28 })).toBeUndefined();
    expect(fileSystem({ code: ['ENOSPC'] })).toBeUndefined();
    expect(fileSystem({ code: Object('ENOSPC') })).toBeUndefined();
    expect(fileSystem({})).toBeUndefined();
  });
});
