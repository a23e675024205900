import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

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
  on: { code: [8, 8000, 14_031] },
  recognize({ code, message, errmsg }) {
    const text = `${String(code)} ${String(errmsg ?? message)}`;
    if (/^14031 |^8 28: No space left on device/.test(text)) return { kind: 'database' };
    return /^8000 you are over your space quota\b/i.test(text) ? QUOTA : undefined;
  },
};
