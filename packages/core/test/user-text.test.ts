import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { recognize } from '../src/index.ts';
import { revive } from './revive.ts';

const MEMCACHED = 'SERVER_ERROR out of memory storing object';

/** Messages of full backends. An attacker may try to get one into the message of another error. */
const PHRASES = [
  'ENOSPC',
  'ENOSPC: no space left on device, write',
  "ENOSPC: no space left on device, open '/data/a'",
  'EDQUOT',
  'Unknown system error -122: Unknown system error -122, write',
  ': No space left on device',
  ': Disk quota exceeded',
  'could not extend file "base/1/2": No space left on device',
  'could not extend file because project size limit (512 MB) has been exceeded',
  'temporary file size exceeds temp_file_limit (1024kB)',
  '53100',
  "The table 't' is full",
  'Got error 28 from storage engine',
  '(errno: 28 "No space left on device")',
  '(errno: 135 "No more room in record file")',
  '(Errcode: 122 "Disk quota exceeded")',
  '(OS errno 28 - No space left on device)',
  'Disk full (/tmp/x); waiting for someone to free some space... (errno: 28)',
  "OOM command not allowed when used memory > 'maxmemory'.",
  'EXECABORT Transaction discarded because of: OOM command not allowed',
  'MISCONF Errors writing to the AOF file: No space left on device',
  'MISCONF Redis is configured to save RDB snapshots',
  MEMCACHED,
  'SQLITE_FULL: database or disk is full',
  'database or disk is full',
  'MDB_MAP_FULL: Environment mapsize limit reached',
  'maximum bytes exceeded',
  '28: No space left on device',
  'you are over your space quota, using 512 MB of 512 MB',
  'etcdserver: mvcc: database space exceeded',
  '8 RESOURCE_EXHAUSTED: etcdserver: mvcc: database space exceeded',
  'XMinioStorageFull',
  'QuotaExceeded',
  'QuotaExceededError',
  'index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark];',
  'path/insufficient_space/..',
  'storageQuotaExceeded',
  'ORA-01653: unable to extend table U.T by 128 in tablespace USERS',
  'Request failed with status code 507',
  '507 Insufficient Storage',
  'Insufficient storage',
  'StorageExhaustedError',
];

/** One of the phrases, alone or within other text. */
const text = fc
  .tuple(fragment(), fc.constantFrom(...PHRASES), fragment(), fc.constantFrom('', '"', "'", '`', ')', '\n'))
  .map(([before, phrase, after, quote]) => before + quote + phrase + quote + after)
  // As the whole message it is recognized: see the last test.
  .filter((own) => own !== MEMCACHED);

function fragment(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constant(''),
    fc.constantFrom('\n', ' ', ': ', '\r\n', "'", '"', ' - ', '\0', 'Error: '),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
}

type Members = Record<string, unknown>;
type Build = (userText: string) => unknown;

const error = (message: string, members: Members = {}): Error => Object.assign(new Error(message), members);

/** Returns an error of a driver's class with the members that the driver sets. */
function driverError(classes: string[], message: string, ownEnumerable: Members): unknown {
  const [constructorName = 'Error'] = classes;
  return revive({
    id: '',
    backend: '',
    driver: 'some-driver',
    how: '',
    exhausted: false,
    error: { constructorName, name: constructorName, message, prototypeChain: classes, ownEnumerable },
  });
}

/** Errors that are not about storage, each with a user's text in one place where a driver puts it. */
const PLACES: Readonly<Record<string, Build>> = {
  'the message of a plain error': (own) => error(`Invalid name: ${own}`),
  'a value that is no error': (own) => own,
  'the message of a cause': (own) => error('Failed', { cause: error(`Cannot parse ${own}`) }),
  'the message of one error of several': (own) => new AggregateError([error(`bad: ${own}`)], own),
  'what validation complains of': (own) =>
    error('Validation failed', {
      errors: [{ message: `bad: ${own}`, path: own, value: own, instance: own }, own],
    }),
  'what a text was invalid for': (own) =>
    error(`invalid: ${own}`, {
      code: 'ERR_INVALID_ARG_VALUE',
      value: own,
      input: own,
      cause: own,
      errors: own,
    }),
  'the name of a file that is not there': (own) =>
    error(`ENOENT: no such file or directory, open '${own}'`, {
      code: 'ENOENT',
      errno: -2,
      syscall: 'open',
      path: own,
    }),
  'the target of a link': (own) =>
    error(`EEXIST: file already exists, symlink 'a' -> '${own}'`, {
      code: 'EEXIST',
      errno: -17,
      syscall: 'symlink',
      dest: own,
    }),
  'a folder that is watched': (own) =>
    error(`ENOSPC: System limit for number of file watchers reached, watch '${own}'`, {
      code: 'ENOSPC',
      errno: -28,
      syscall: 'watch',
      path: own,
    }),
  'an error that was cloned': (own) =>
    structuredClone(new Error(`ENOENT: no such file or directory, open '${own}'`)),
  'what a program of ours threw in a worker': (own) => {
    const thrown = new Error(`ENOSPC: ${own}`);
    thrown.stack = `Error: ENOSPC: ${own}\n    at parse (/app/node_modules/some-driver/index.js:1:1)`;
    return structuredClone(thrown);
  },
  'the arguments of a command': (own) =>
    error(`Command failed: cat ${own}\ncat: no-such-file: No such file or directory\n`, {
      code: 1,
      killed: false,
      signal: null,
      cmd: `cat ${own}`,
      stdout: own,
      stderr: 'cat: no-such-file: No such file or directory\n',
    }),
  'the file of a command': (own) =>
    error(`Command failed: cat ${own}\ncat: '${own}': No such file or directory\n`, {
      code: 1,
      killed: false,
      signal: null,
      cmd: `cat ${own}`,
      stdout: '',
      stderr: `cat: '${own}': No such file or directory\n`,
    }),
  'the file of a synchronous command': (own) =>
    error(`Command failed: cat ${own}\ncat: '${own}': No such file or directory\n`, {
      status: 1,
      signal: null,
      pid: 7,
      output: [null, own, own],
      stdout: own,
      stderr: Buffer.from(`cat: '${own}': No such file or directory\n`),
    }),
  'a duplicate key of MySQL': (own) =>
    error(`Duplicate entry '${own}' for key 't.${own}'`, {
      code: 'ER_DUP_ENTRY',
      errno: 1062,
      sqlState: '23000',
      sqlMessage: `Duplicate entry '${own}' for key 't.${own}'`,
      sql: own,
      parameters: [own],
    }),
  'a statement that MariaDB did not understand': (own) =>
    error(
      `(conn:1, no: 1064, SQLState: 42000) You have an error near '${own}'\nsql: ${own} - parameters:['${own}']`,
      {
        code: 'ER_PARSE_ERROR',
        errno: 1064,
        sqlState: '42000',
        sqlMessage: `near '${own}'`,
        sql: own,
      },
    ),
  'a table that MySQL cannot create': (own) =>
    error(`Can't create table '${own}' (errno: 150 "Foreign key constraint is incorrectly formed")`, {
      code: 'ER_CANT_CREATE_TABLE',
      errno: 1005,
      sqlState: 'HY000',
      sqlMessage: `Can't create table '${own}' (errno: 150 "Foreign key constraint is incorrectly formed")`,
      sql: own,
    }),
  'a file that MySQL cannot write': (own) =>
    error(`Can't create/write to file '${own}' (OS errno 13 - Permission denied)`, {
      errno: 1,
      sqlState: 'HY000',
      sql: own,
    }),
  'a table of which the engine of MySQL complains': (own) =>
    error(`insert into ${own} - Got error 168 - '${own}' from storage engine`, {
      errno: 1030,
      sqlState: 'HY000',
      sqlMessage: `Got error 168 - '${own}' from storage engine`,
      sql: own,
    }),
  'a query of Knex': (own) =>
    error(`insert into \`t\` values ('${own}') - Data too long for column 'a' at row 1`, {
      errno: 1406,
      code: 'ER_DATA_TOO_LONG',
      sqlState: '22001',
      sqlMessage: "Data too long for column 'a' at row 1",
      sql: own,
    }),
  'a query of Drizzle': (own) =>
    driverError(['DrizzleQueryError', 'Error'], `Failed query: insert into t values ($1)\nparams: ${own}`, {
      query: own,
      params: [own],
      cause: error(`duplicate key: ${own}`, {
        code: '23505',
        severity: 'ERROR',
        detail: own,
        where: own,
        table: own,
      }),
    }),
  'what PostgreSQL did not understand': (own) =>
    driverError(['DatabaseError', 'Error'], `invalid input syntax for type integer: "${own}"`, {
      name: 'error',
      severity: 'ERROR',
      code: '22P02',
      detail: own,
      hint: own,
      where: own,
      table: own,
      column: own,
      constraint: own,
      internalQuery: own,
      query: own,
      parameters: [own],
    }),
  'what a function in PostgreSQL raised': (own) =>
    driverError(['DatabaseError', 'Error'], own, {
      name: 'error',
      severity: 'ERROR',
      code: 'P0001',
      detail: own,
      where: own,
    }),
  'a raw query of Prisma': (own) =>
    error(`Raw query failed. Code: \`22P02\`. Message: \`${own}\``, {
      name: 'PrismaClientKnownRequestError',
      code: 'P2010',
      meta: { code: '22P02', message: own },
    }),
  'an adapter of Prisma': (own) =>
    error(own, {
      code: 'P2010',
      meta: {
        driverAdapterError: {
          name: 'DriverAdapterError',
          cause: {
            kind: 'postgres',
            originalCode: '22P02',
            code: '22P02',
            severity: 'ERROR',
            message: own,
            detail: own,
          },
        },
      },
    }),
  'the arguments of a Redis command': (own) =>
    driverError(
      ['SimpleError', 'ReplyError', 'RedisError', 'Error'],
      'WRONGTYPE Operation against a key holding the wrong kind of value',
      {
        name: 'ReplyError',
        command: { name: 'set', args: [own, own] },
      },
    ),
  'a command that Redis does not know': (own) =>
    driverError(
      ['SimpleError', 'ReplyError', 'RedisError', 'Error'],
      `ERR unknown command '${own}', with args beginning with: '${own}'`,
      {
        command: { name: own, args: [own] },
        previousErrors: [error(`ERR unknown command '${own}'`)],
      },
    ),
  'an error that only looks like a reply of Redis': (own) => error(own, { command: { args: [own] } }),
  'a key of Memcached': (own) => error(`MemJS GET: ${own}`, { key: own }),
  'a table that SQLite does not know': (own) =>
    driverError(['SqliteError', 'Error'], `no such table: ${own}`, { code: 'SQLITE_ERROR' }),
  'a constraint of SQLite': (own) =>
    error(`SQLITE_CONSTRAINT: CHECK constraint failed: ${own}`, { errno: 19, code: 'SQLITE_CONSTRAINT' }),
  'a query of node:sqlite': (own) =>
    error(`near "${own}": syntax error`, { code: 'ERR_SQLITE_ERROR', errcode: 1, errstr: 'SQL logic error' }),
  'a state that Node found invalid': (own) => error(`Invalid state: ${own}`, { code: 'ERR_INVALID_STATE' }),
  'the folder of a LevelDB': (own) =>
    error(`IO error: ${own}/LOCK: Permission denied`, { code: 'LEVEL_IO_ERROR' }),
  'a key of LMDB': (own) => error(`MDB_BAD_VALSIZE: ${own}`, { code: -30781 }),
  'the subject of a message': (own) =>
    error(own, { name: 'NatsError', code: '503', api_error: { err_code: 10_054, description: own } }),
  'a duplicate key of MongoDB': (own) =>
    driverError(
      ['MongoServerError', 'MongoError', 'Error'],
      `E11000 duplicate key error dup key: { a: "${own}" }`,
      {
        code: 11_000,
        keyValue: { a: own },
        errmsg: own,
        errorResponse: { errmsg: own },
        writeErrors: [{ code: 11_000, errmsg: own }],
      },
    ),
  'an error of MongoDB without a number of its own': (own) =>
    driverError(['MongoServerError', 'MongoError', 'Error'], `Cannot parse ${own}`, {
      code: 8,
      errmsg: `Cannot parse ${own}`,
    }),
  'details of a gRPC error': (own) => error(`8 RESOURCE_EXHAUSTED: ${own} `, { code: 8, details: own }),
  'the key of an object': (own) =>
    driverError(['S3ServiceException', 'ServiceException', 'Error'], `no such key ${own}`, {
      name: 'NoSuchKey',
      Code: 'NoSuchKey',
      Key: own,
      BucketName: own,
      Resource: own,
      $fault: 'client',
      $metadata: { httpStatusCode: 404 },
    }),
  'a document of Elasticsearch': (own) =>
    driverError(['ResponseError', 'ElasticsearchClientError', 'Error'], `mapper_parsing_exception: ${own}`, {
      name: 'ResponseError',
      meta: {
        statusCode: 400,
        body: {
          error: {
            type: 'mapper_parsing_exception',
            reason: `failed to parse [${own}]`,
            root_cause: [{ reason: own }],
          },
        },
      },
    }),
  'an index that is read-only': (own) =>
    driverError(['ResponseError', 'ElasticsearchClientError', 'Error'], own, {
      name: 'ResponseError',
      meta: {
        statusCode: 403,
        body: {
          error: {
            type: 'cluster_block_exception',
            reason: `index [${own.replace(/[[\]/\\*?"<>|]/g, '')}] blocked by: [FORBIDDEN/8/index write (api)];`,
          },
        },
      },
    }),
  'the answer to a request that axios calls wrong': (own) =>
    driverError(['AxiosError', 'Error'], 'Request failed with status code 422', {
      name: 'AxiosError',
      code: 'ERR_BAD_REQUEST',
      status: 422,
      response: { status: 422, statusText: own, data: { code: 'ENOSPC', message: own, error: own } },
      config: { url: own, data: own },
    }),
  'the answer of a service that failed': (own) =>
    driverError(['AxiosError', 'Error'], 'Request failed with status code 500', {
      name: 'AxiosError',
      code: 'ERR_BAD_RESPONSE',
      status: 500,
      response: { status: 500, data: own },
      config: { data: own },
    }),
  'a file that Drive refused': (own) =>
    error(own, {
      code: 403,
      errors: [{ domain: 'global', reason: 'forbidden', message: own, location: own }],
      response: { data: own },
    }),
  'a conflict of Dropbox': (own) =>
    error(own, { status: 409, error: { error_summary: `path/conflict/file/${own}`, user_message: own } }),
  'a wrong request with another underneath': (own) =>
    error(own, { status: 400, cause: error(own, { code: 'ENOSPC', syscall: 'write' }) }),
  'the file that a form sent': (own) =>
    driverError(['MulterError', 'Error'], 'File too large', {
      name: 'MulterError',
      code: 'LIMIT_FILE_SIZE',
      field: own,
      filename: own,
      storageErrors: [],
    }),
};

describe("a user's text does not cause recognition in", () => {
  test.each(Object.entries(PLACES))('%s', (_place, build) => {
    fc.assert(
      fc.property(text, (own) => {
        expect(recognize(build(own))).toBeUndefined();
        expect(recognize(new Error(own, { cause: build(own) }))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

test('the exact message is enough for a backend without codes and classes', () => {
  for (const message of ['MemJS SET: Out of memory', MEMCACHED]) {
    expect(recognize(new Error(message))?.kind).toBe('cache');
    expect(recognize(new Error(`${message}.`))).toBeUndefined();
    expect(recognize(new Error(`${message}\n`))).toBeUndefined();
    expect(recognize(new Error(` ${message}`))).toBeUndefined();
  }
});
