import type { BackendRule } from './backend-rule.ts';

/** What PostgreSQL and MySQL call it; no two databases mean different things by one of these. */
const FULL = ['53100', '1021', '1114'];
const SQLITE_FULL = 13;

interface Meta {
  readonly driverAdapterError?: Mapped;
}

/** What a driver adapter makes of a driver's error. */
interface Mapped {
  readonly cause?: Mapped;
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly extendedCode?: unknown;
}

/**
 * Prisma (@prisma/client, and the driver adapters)
 *
 * Recognized: a raw query's `P2010` with PostgreSQL's 53100, or 1114 or 1021 of MySQL, in `meta`; a `DriverAdapterError` with one of
 * these, or with SQLite's 13.
 *
 * Not recognized: what Prisma's Rust engine throws for all other queries, an error without any code whose message has the query.
 *
 * Source: https://www.prisma.io/docs/orm/reference/error-reference; prisma, packages/client-engine-runtime/src/user-facing-error.ts
 */
export const prisma: BackendRule = {
  on: { code: ['P2010'], name: ['DriverAdapterError'] },
  recognize({ meta, cause }) {
    // Of the error itself, or in its meta; Prisma's own engine has the code there alone.
    const { driverAdapterError = meta as Mapped } = (meta ?? { driverAdapterError: cause }) as Meta;
    const { code, originalCode = code, extendedCode } = driverAdapterError.cause ?? driverAdapterError;
    return FULL.includes(String(originalCode)) || extendedCode === SQLITE_FULL
      ? { kind: 'database' }
      : undefined;
  },
};
