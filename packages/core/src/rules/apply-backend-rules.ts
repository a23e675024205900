import type { ErrorMembers } from '../error-members.ts';
import type { StorageFacts } from '../facts.ts';
import { type Parse, readFact } from '../parse-facts.ts';
import { azure } from './azure.ts';
import type { BackendRule, LookupMember } from './backend-rule.ts';
import { childProcess } from './child-process.ts';
import { clonedFileSystemError } from './cloned-file-system-error.ts';
import { dropbox } from './dropbox.ts';
import { elasticsearch } from './elasticsearch.ts';
import { etcd } from './etcd.ts';
import { fileSystem } from './file-system.ts';
import { google } from './google.ts';
import { hostedStore } from './hosted-store.ts';
import { httpUpstream } from './http-upstream.ts';
import { leveldb } from './leveldb.ts';
import { lmdb } from './lmdb.ts';
import { memcached } from './memcached.ts';
import { mongodb } from './mongodb.ts';
import { mysql } from './mysql.ts';
import { nats } from './nats.ts';
import { oracle } from './oracle.ts';
import { postgresql } from './postgresql.ts';
import { prisma } from './prisma.ts';
import { redis } from './redis.ts';
import { s3 } from './s3.ts';
import { sqlServer } from './sql-server.ts';
import { sqlite } from './sqlite.ts';
import { webPlatform } from './web-platform.ts';

/** Where an error could belong to several backends, the first one decides. */
const BACKENDS: readonly BackendRule[] = [
  fileSystem,
  clonedFileSystemError,
  childProcess,
  postgresql,
  mysql,
  sqlServer,
  oracle,
  prisma,
  redis,
  memcached,
  sqlite,
  leveldb,
  lmdb,
  nats,
  mongodb,
  etcd,
  s3,
  elasticsearch,
  google,
  azure,
  dropbox,
  hostedStore,
  webPlatform,
  httpUpstream,
];

type Index = { readonly [Member in LookupMember]: ReadonlyMap<unknown, readonly BackendRule[]> };

let index: Index | undefined;

/**
 * Applies the backends' rules to one error, without its causes.
 *
 * @param status - of the error, in either of its members
 */
export function applyBackendRules(
  error: object,
  members: ErrorMembers,
  status: unknown,
): StorageFacts | undefined {
  // Created on first use, so that importing only the error costs nothing.
  index ??= createIndex();
  return (
    ask(index.code, members.code, error) ??
    ask(index.errno, members.errno, error) ??
    ask(index.number, members.number, error) ??
    ask(index.errorNum, members.errorNum, error) ??
    ask(index.name, members.name, error) ??
    ask(index.message, firstWord(members.message), error) ??
    ask(index.status, status, error) ??
    ask(index.status, responseStatus(members.response), error) ??
    ask(index.killed, members.killed, error)
  );
}

function responseStatus(response: unknown): unknown {
  if (response === undefined) return undefined;
  return readFact(response, 'status', parseStatus) ?? readFact(response, 'statusCode', parseStatus);
}

const parseStatus: Parse<number> = Number;

function firstWord(message: unknown): string | undefined {
  if (typeof message !== 'string') return undefined;
  const end = message.indexOf(' ');
  return end > 0 ? message.slice(0, end) : undefined;
}

function ask(
  rules: ReadonlyMap<unknown, readonly BackendRule[]>,
  value: unknown,
  error: object,
): StorageFacts | undefined {
  if (value === undefined) return undefined;
  for (const { recognize } of rules.get(value) ?? []) {
    try {
      const facts = recognize(error as Record<PropertyKey, unknown>);
      if (facts) return facts;
    } catch {
      // A member has another type than in this backend's errors, or cannot be read.
    }
  }
  return undefined;
}

function createIndex(): Index {
  const created: Record<string, Map<unknown, BackendRule[]>> = {};
  for (const rule of BACKENDS) {
    for (const [member, values] of Object.entries(rule.on)) {
      const rules = created[member] ?? new Map<unknown, BackendRule[]>();
      created[member] = rules;
      for (const value of values) rules.set(value, [...(rules.get(value) ?? []), rule]);
    }
  }
  return created as unknown as Index;
}
