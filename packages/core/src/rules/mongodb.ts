import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

const OUT_OF_DISK_SPACE = 14_031;
const UNKNOWN_ERROR = 8;
const ATLAS_ERROR = 8000;

/**
 * MongoDB and Atlas (mongodb; through Mongoose)
 *
 * Recognized: 14031, OutOfDiskSpace, also in `writeErrors` and `writeConcernError`; 8, UnknownError, if it starts with WiredTiger's
 * `28: No space left on device`; 8000, AtlasError, if it starts with "you are over your space quota".
 *
 * Not recognized: 146 memory, 10334 document, 292 disk use not allowed, 371, 13, 11000, and every other 8 or 8000.
 *
 * Source: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml; https://www.mongodb.com/docs/atlas/
 */
export const mongodb: BackendRule = {
  on: { code: [OUT_OF_DISK_SPACE, UNKNOWN_ERROR, ATLAS_ERROR] },
  recognize({ code, message, errmsg }) {
    if (code === OUT_OF_DISK_SPACE) return { kind: 'database' };
    const text = String(errmsg ?? message);
    if (code === UNKNOWN_ERROR)
      return /^28: No space left on device/.test(text) ? { kind: 'database' } : undefined;
    return /^you are over your space quota\b/i.test(text) ? QUOTA : undefined;
  },
};
