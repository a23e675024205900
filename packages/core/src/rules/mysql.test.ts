import { describe, expect, test } from 'vitest';

import { recognize } from '../recognize.ts';

const mysql = (errno: number, message: string): object => ({ errno, sqlState: 'HY000', message });

describe('recognizes', () => {
  test.each<[number, string]>([
    [1, "Can't create/write to file '/tmp/a' (OS errno 28 - No space left on device)"],
    [1, `Can't create/write to file '/tmp/a' (Errcode: 28 "No space left on device")`],
    [3, "Error writing file './a' (Errcode: 28 - No space left on device)"],
    [14, 'Can\'t change size of file (Errcode: 28 "No space left on device")'],
    [21, "Can't create directory './a' (Errcode: 28 - No space left on device)"],
    [27, "Can't sync file './a' to disk (OS errno 28 - No space left on device)"],
    [1005, "Can't create table 't' (errno: 135)"],
    [1023, "Error on close of './a' (errno: 28 - No space left on device)"],
    [1030, "Got error 28 - 'No space left on device' from storage engine"],
    [1180, 'Got error 28 "No space left on device" during COMMIT'],
    [
      1030,
      'Got error 189 "Disk full (%s); waiting for someone to free some space..." from storage engine InnoDB',
    ],
    [1030, "Got error 204 - 'No more room in disk' from storage engine"],
    [1030, 'Got error 136 "No more room in index file" from storage engine Aria'],
    [1005, `Can't create table \`a\`.\`b\` (errno: 189 "Disk full")`],
    [1296, "Got error 28 'No space left on device' from PARTITION"],
    [3675, "Create table/tablespace 'a' failed, as disk is full"],
    [3873, 'Clone estimated database size is 1.1 GiB. Available space 1.0 GiB is not enough.'],
  ])('%d %s', (errno, message) => {
    expect(recognize(mysql(errno, message))?.kind).toBe('database');
  });

  test('a disk quota', () => {
    const error = recognize(mysql(3, 'Error writing file (Errcode: 122 "Disk quota exceeded")'));
    expect(error?.reason).toBe('quota');
  });
});

test.each<[number, string]>([
  [1, "Can't create/write to file '/tmp/a' (OS errno 13 - Permission denied)"],
  [3, 'Error writing file (Errcode: 135)'],
  [1025, "Error on rename of './a' to './b' (errno: 122)"],
  [1030, 'Got error 122 from storage engine'],
  [1030, 'Got error 168 - from storage engine'],
  [1180, 'Got error 149 during COMMIT'],
  [1005, 'no number'],
  [28, 'Unknown collation: 28'],
  [1030, "Got error 189 - 'Temp file write failure' from storage engine"],
  [1005, "Can't create table 't' (Errcode: 204)"],
  [201, 'Local temporary space limit reached'],
])('does not recognize %d %s', (errno, message) => {
  expect(recognize(mysql(errno, message))).toBeUndefined();
});

test('does not recognize the number of another backend', () => {
  expect(recognize({ errno: 1114, message: "The table 't' is full" })).toBeUndefined();
  expect(recognize({ errno: 1, message: 'Got error 28 from storage engine' })).toBeUndefined();
});
