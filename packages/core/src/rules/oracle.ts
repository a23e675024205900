import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

const FULL = [257, 1650, 1651, 1652, 1653, 1654, 1655, 1658, 1659, 1683, 1688, 1691, 1692, 19809, 30036];
const OVER_QUOTA = [1536, 12953, 65114];

/**
 * Oracle Database (oracledb)
 *
 * Recognized: ORA-01650 to 01655, 01658, 01659, 01683, 01688, 01691 and 01692, for a tablespace that cannot be extended; 30036, for
 * undo; 00257 and 19809, for archived logs; 01536, 12953 and 65114, for a quota.
 *
 * Not recognized: ORA-04031, the shared pool; ORA-12899 and ORA-01438, a value that is too large; ORA-00018, sessions.
 *
 * Source: https://docs.oracle.com/error-help/db/
 */
export const oracle: BackendRule = {
  on: { errorNum: [...FULL, ...OVER_QUOTA] },
  recognize({ code, errorNum }) {
    if (code !== undefined && !/^ORA-\d+$/.test(code as string)) return undefined;
    return OVER_QUOTA.includes(errorNum as number) ? QUOTA : { kind: 'database' };
  },
};
