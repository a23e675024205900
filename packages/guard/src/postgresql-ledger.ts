import { expect, isLength } from './check.ts';
import type { AccountFigures, HoldRequest, HoldResult, Ledger, SettleRequest } from './ledger.ts';
import { type PostgresqlClient, type PostgresqlQuery, queryOf } from './postgresql-client.ts';

/** How many requests may wait for a reply. If PostgreSQL hangs, the clients keep them forever. */
const MAX_WAITING = 10_000;

/**
 * A ledger in PostgreSQL, in the tables of `@http507/guard/postgresql.sql`, which must be in the client's search_path. Each request is one
 * statement in its own transaction, so a client that is in a transaction gets an error. Behind PgBouncer in
 * transaction mode, `postgres` needs `prepare: false`, as for all statements.
 */
export class PostgresqlLedger implements Ledger {
  readonly durable = true;
  readonly #query: PostgresqlQuery;
  #waiting = 0;

  /**
   * @param client - a `Pool` of `pg`, a `Client`, which runs one request at a time, or an instance of `postgres`. The caller connects and
   * closes it
   * @throws TypeError for any other value
   */
  constructor(client: PostgresqlClient) {
    this.#query = queryOf(client);
  }

  async hold({ account, id, bytes, quotaBytes, lease }: HoldRequest): Promise<HoldResult | undefined> {
    // Larger numbers, and Infinity, are not exact.
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

/** PostgreSQL cannot store NUL, an ill-formed name would become another name, and an index entry is limited to about 2,700 bytes. */
function isAccount(name: unknown): boolean {
  return typeof name === 'string' && name.length <= 255 && !/\p{Cs}|\0/u.test(name);
}

/** An id with a colon could be confused with the id of another account. */
function isId(id: unknown): boolean {
  return typeof id === 'string' && /^[a-z\d-]{1,255}$/i.test(id);
}

/** By position and from text, because clients can be configured to rename columns and to parse numbers differently. */
function numbersIn(row: object): (number | undefined)[] {
  return Object.values(row).map((value: unknown) => (value === null ? undefined : Number(value)));
}

function figuresOf([usedBytes = 0, heldBytes = 0]: readonly (number | undefined)[]): AccountFigures {
  return { usedBytes, heldBytes };
}
