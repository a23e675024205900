import type { BackendRule } from './backend-rule.ts';

/** Codes of PostgreSQL and MySQL. No code means different things in two databases. */
const FULL = /^(?:53100|1021|1114)$/;
const SQLITE_FULL = 13;

interface Meta {
  readonly driverAdapterError?: Mapped;
}

/** A driver's error as a driver adapter maps it. */
interface Mapped {
  readonly cause?: Mapped;
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly extendedCode?: unknown;
}

/**
 * Prisma (@prisma/client, and the driver adapters)
 *
 * Recognized: `P2010` of a raw query with PostgreSQL's 53100 or MySQL's 1114 or 1021 in `meta`; a `DriverAdapterError` with one of these
 * codes or with SQLite's 13.
 *
 * Not recognized: errors of Prisma's Rust engine for all other queries. They have no code, and their message contains the query.
 *
 * Source: https://www.prisma.io/docs/orm/reference/error-reference; prisma, packages/client-engine-runtime/src/user-facing-error.ts
 */
export const prisma: BackendRule = {
  on: { code: ['P2010'], name: ['DriverAdapterError'] },
  recognize({ meta, cause }) {
    // The code is in the error or in `meta`. Prisma's own engine puts it only in `meta`.
    const { driverAdapterError = meta as Mapped } = (meta ?? { driverAdapterError: cause }) as Meta;
    const { code, originalCode = code, extendedCode } = driverAdapterError.cause ?? driverAdapterError;
    return FULL.test(String(originalCode)) || extendedCode === SQLITE_FULL ? { kind: 'database' } : undefined;
  },
};
