import type { BackendRule } from './backend-rule.ts';
import { readSystemWords } from './system-words.ts';

/**
 * LevelDB (classic-level, rocksdb and others of abstract-level)
 *
 * Recognized: `LEVEL_IO_ERROR` if its message ends with the system's words for `ENOSPC` or `EDQUOT`. `open()` has it as a cause.
 *
 * Not recognized: `LEVEL_LOCKED`, `LEVEL_CORRUPTION` and every other I/O error.
 *
 * Source: https://github.com/Level/classic-level#errors; leveldb, util/env_posix.cc (PosixError)
 */
export const leveldb: BackendRule = {
  on: { code: ['LEVEL_IO_ERROR'] },
  recognize: ({ message }) => readSystemWords(message as string, 'database'),
};
