import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

/**
 * LevelDB (classic-level, rocksdb and others of abstract-level)
 *
 * Recognized: `LEVEL_IO_ERROR` whose message ends with the system's words for `ENOSPC` or `EDQUOT`; that of `open()` is a cause.
 *
 * Not recognized: `LEVEL_LOCKED`, `LEVEL_CORRUPTION`, and every other I/O error.
 *
 * Source: https://github.com/Level/classic-level#errors; leveldb, util/env_posix.cc (PosixError)
 */
export const leveldb: BackendRule = {
  on: { code: ['LEVEL_IO_ERROR'] },
  recognize({ message }) {
    if (/: No space left on device$/.test(message as string)) return { kind: 'database' };
    return /: Disk quota exceeded$/.test(message as string) ? QUOTA : undefined;
  },
};
