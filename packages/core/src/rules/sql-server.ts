import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

const FULL = [1101, 1105, 3257, 9002];
const OVER_QUOTA = [1827, 40544, 41823, 41840];

/**
 * SQL Server (tedious, mssql)
 *
 * Recognized: 1101 and 1105, for a full filegroup; 3257, for a volume without room for a restore; 9002, for a full transaction log;
 * 1827 and 40544, for the size limit of the edition or service tier; 41823 and 41840, the same for tables in memory.
 *
 * Not recognized: 701, memory; 1204, locks; 10928 and 10929, workers.
 *
 * Source: https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
 */
export const sqlServer: BackendRule = {
  on: { number: [...FULL, ...OVER_QUOTA] },
  recognize({ code, number }) {
    if (code !== 'EREQUEST') return undefined;
    return OVER_QUOTA.includes(number as number) ? QUOTA : { kind: 'database' };
  },
};
