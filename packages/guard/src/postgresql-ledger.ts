import { expect, isLength } from './check.ts';
import type { AccountFigures, HoldRequest, HoldResult, Ledger, SettleRequest } from './ledger.ts';
import { type PostgresqlClient, type PostgresqlQuery, queryOf } from './postgresql-client.ts';

/** How many requests may wait for their answers. Where PostgreSQL hangs, the clients keep them without end. */
const MAX_WAITING = 10_000;

/**
 * Keeps the books in PostgreSQL, in the tables of `@http507/guard/postgresql.sql`, which must be in the search_path of the
 * client. One statement per request, each a transaction of its own: a client that is in a transaction gets an error. It should work
 * through PgBouncer in transaction mode, which is not tested; there `postgres` needs its `prepare: false`, as for everything else.
 */
export class PostgresqlLedger implements Ledger {
  readonly durable = true;
  readonly #query: PostgresqlQuery;
  #waiting = 0;

  /**
   * @param client - a `Pool` of `pg`, a `Client`, which runs one request after the other, or an instance of `postgres`;
   * whoever made it connects and closes it
   * @throws TypeError for any other
   */
  constructor(client: PostgresqlClient) {
    this.#query = queryOf(client);
  }

  async hold({ account, id, bytes, quotaBytes, lease }: HoldRequest): Promise<HoldResult | undefined> {
    // Beyond what is counted exactly, even Infinity ends.
    const quota = Math.min(Math.floor(quotaBytes), Number.MAX_SAFE_INTEGER);
    const values = [bytes, quota, Math.ceil(lease)];
    const row = await this.#run(
      'CALL http507_hold($1, $2, $3, $4, $5, NULL, NULL, NULL)',
      [account, id],
      values,
    );
    const [held, ...figures] = row ?? [];
    return typeof held === 'number' ? { held: held === 1, ...figuresOf(figures) } : undefined;
  }

  async settle({ account, id, change, lease }: SettleRequest): Promise<void> {
    await this.#run('CALL http507_settle($1, $2, $3, $4)', [account, id], [change, Math.ceil(lease)]);
  }

  async read(account: string): Promise<AccountFigures | undefined> {
    const row = await this.#run('SELECT * FROM http507_read($1)', [account]);
    return row && figuresOf(row);
  }

  async open(account: string, usedBytes: number): Promise<void> {
    expect(isLength(usedBytes), 'usedBytes', 'a whole number of bytes');
    await this.#run('CALL http507_open($1, $2)', [account], [usedBytes]);
  }

  /** Returns the first row. */
  async #run(
    text: string,
    names: readonly string[],
    numbers: readonly number[] = [],
  ): Promise<(number | undefined)[] | undefined> {
    const [account, id] = names;
    expect(isAccount(account), 'An account', 'a string of up to 255 characters, well-formed and without NUL');
    expect(id === undefined || isId(id), 'An id', 'of up to 255 letters, digits and hyphens');
    if (this.#waiting >= MAX_WAITING) throw new Error('Too many requests wait for PostgreSQL');
    this.#waiting++;
    try {
      const [row] = await this.#query(text, [...names, ...numbers.map(String)]);
      return row ? numbersIn(row) : undefined;
    } finally {
      this.#waiting--;
    }
  }
}

/** PostgreSQL stores no NUL, what is not well-formed would become another name, and an index takes some 2,700 bytes. */
function isAccount(name: unknown): boolean {
  return typeof name === 'string' && name.length <= 255 && !/\p{Cs}|\0/u.test(name);
}

/** With a colon, that of one account could be taken for that of another. */
function isId(id: unknown): boolean {
  return typeof id === 'string' && /^[a-z\d-]{1,255}$/i.test(id);
}

/** By their order and not by their names, and from text: clients can be told to rename columns and how to parse numbers. */
function numbersIn(row: object): (number | undefined)[] {
  return Object.values(row).map((value: unknown) => (value === null ? undefined : Number(value)));
}

function figuresOf([usedBytes = 0, heldBytes = 0]: readonly (number | undefined)[]): AccountFigures {
  return { usedBytes, heldBytes };
}
