-- The books of http507's PostgresqlLedger: two tables, and what changes them. PostgreSQL 14 or later.
--
-- May be run again, by several at once, by psql or by a driver as one simple query, within a transaction or not: it is one
-- statement. It needs no more than CREATE on the schema, which is the first of the search_path. If another role uses the
-- ledger: GRANT SELECT, INSERT, UPDATE, DELETE ON http507_accounts, http507_holds TO that role.
--
-- Nothing is qualified and no search_path is set: all runs with the rights and the search_path of the caller, who has found
-- the procedures by it and so finds the tables that are beside them. Whoever could put other tables before these could have
-- put other procedures there too.

DO $migration$
BEGIN

-- Two at once would fail: each would find nothing and create it then. The number is 'http507' in ASCII.
PERFORM pg_advisory_xact_lock(29401441025470519);

-- Not IF NOT EXISTS, of which that of indexes locks their tables: a deadlock with ledgers that are at work.
IF to_regclass(format('%I.http507_accounts', current_schema())) IS NULL THEN

  -- Names are compared byte by byte ("C"), so that no update of a locale breaks an index.
  CREATE TABLE http507_accounts (
    account text COLLATE "C" PRIMARY KEY,
    -- Up to what JavaScript counts exactly.
    used_bytes bigint NOT NULL CHECK (used_bytes BETWEEN 0 AND 9007199254740991),
    -- The sum of the account's rows in http507_holds, those that have lapsed included.
    held_bytes bigint NOT NULL,
    -- Until when lapsed rows have been deleted; the account's time never runs back behind it.
    freed_to timestamptz NOT NULL DEFAULT '-infinity',
    -- When all its holds have lapsed for a while, so that it is to be swept; null if there is nothing to sweep.
    sweep_at timestamptz
  ) WITH (fillfactor = 70);

  CREATE INDEX http507_accounts_sweep ON http507_accounts (sweep_at) WHERE sweep_at IS NOT NULL;

  -- What each upload holds and, until its lease is over, how it was settled. Changed only by who has the account locked.
  CREATE TABLE http507_holds (
    -- '<id>:<account>' and not a key of two columns, so that each query has one index that serves it: where two do, a plan
    -- that is made while there are few rows, and kept, takes either.
    key text COLLATE "C" PRIMARY KEY,
    account text COLLATE "C" NOT NULL,
    bytes bigint NOT NULL,
    -- By which it was settled; null if it was not.
    change bigint,
    expires_at timestamptz NOT NULL
  );

  CREATE INDEX http507_holds_expiry ON http507_holds (account, expires_at);
END IF;

-- Begins each change in a transaction of its own, whatever the default isolation: only under READ COMMITTED does what comes
-- after the lock see what was committed while it waited. Within a transaction of the caller COMMIT is an error, so that no
-- account can stay locked after the call, and nothing that is SET LOCAL stays either.
CREATE OR REPLACE PROCEDURE http507_begin() LANGUAGE plpgsql AS $begin$
BEGIN
  COMMIT;
  SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
  -- Plans are kept, and one that is made while there are few holds would read all of them when there are many.
  SET LOCAL enable_seqscan = off;
  SET LOCAL enable_bitmapscan = off;
END
$begin$;

-- Locks an account, deletes up to 1,000 of its lapsed rows, and in any case this one, and returns its time, what it uses,
-- what is held, and how much of that has lapsed and is not deleted yet. Each row is deleted once, on average one per call.
CREATE OR REPLACE FUNCTION http507_enter(
  of_account text, of_key text, OUT now timestamptz, OUT used bigint, OUT booked bigint, OUT lapsed bigint
) LANGUAGE plpgsql AS $enter$
DECLARE
  since timestamptz;
  deleted int;
  freed bigint;
  last timestamptz;
BEGIN
  SELECT used_bytes, held_bytes, freed_to INTO used, booked, since
    FROM http507_accounts WHERE account = of_account FOR NO KEY UPDATE;
  -- After the lock, which may have taken a while.
  now := greatest(clock_timestamp(), since);
  lapsed := 0;
  -- From where the last one has ended: what has been deleted stays in the index for a while.
  WITH gone AS (
    DELETE FROM http507_holds WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM http507_holds
        WHERE account = of_account AND expires_at >= since AND expires_at <= now ORDER BY expires_at LIMIT 1000
    )) RETURNING bytes, expires_at
  )
  SELECT count(*), coalesce(sum(bytes), 0), max(expires_at) INTO deleted, freed, last FROM gone;
  IF deleted = 0 THEN
    RETURN;
  END IF;
  IF deleted = 1000 THEN
    WITH gone AS (
      DELETE FROM http507_holds WHERE key = of_key AND expires_at <= now RETURNING bytes
    )
    SELECT freed + coalesce(sum(bytes), 0) INTO freed FROM gone;
    SELECT coalesce(sum(bytes), 0) INTO lapsed
      FROM http507_holds WHERE account = of_account AND expires_at >= last AND expires_at <= now;
  END IF;
  booked := booked - freed;
  UPDATE http507_accounts SET held_bytes = booked, freed_to = last WHERE account = of_account;
END
$enter$;

-- Deletes what accounts have left that nobody has come back to, and those that store nothing.
CREATE OR REPLACE FUNCTION http507_sweep() RETURNS void LANGUAGE plpgsql AS $sweep$
DECLARE
  due text;
BEGIN
  -- Those that are locked are in use; to wait for them could be a deadlock.
  FOR due IN
    SELECT account FROM http507_accounts
      WHERE sweep_at <= clock_timestamp() ORDER BY sweep_at LIMIT 4 FOR UPDATE SKIP LOCKED
  LOOP
    PERFORM http507_enter(due, '');
    IF EXISTS (SELECT FROM http507_holds WHERE account = due) THEN
      UPDATE http507_accounts SET sweep_at = clock_timestamp() WHERE account = due;
    ELSE
      DELETE FROM http507_accounts WHERE account = due AND used_bytes = 0;
      UPDATE http507_accounts SET held_bytes = 0, sweep_at = NULL WHERE account = due;
    END IF;
  END LOOP;
END
$sweep$;

-- Has an account swept once its lease is over, and 10 minutes more: whoever has slept through the lease may still settle,
-- which an account that is not known does not count. Put off in steps of 5 minutes, because it is in an index. Each step
-- sweeps up to 4 accounts that are due, so that they never become more.
CREATE OR REPLACE FUNCTION http507_schedule(of_account text, lease_end timestamptz) RETURNS void
LANGUAGE plpgsql AS $schedule$
BEGIN
  UPDATE http507_accounts SET sweep_at = lease_end + interval '15 minutes'
    WHERE account = of_account AND (sweep_at IS NULL OR sweep_at < lease_end + interval '10 minutes');
  IF FOUND THEN
    PERFORM http507_sweep();
  END IF;
END
$schedule$;

-- Ledger.hold: the lease is in milliseconds. held is 1 or 0; all three are null for an account that is not known.
CREATE OR REPLACE PROCEDURE http507_hold(
  of_account text, id text, wanted bigint, quota bigint, lease bigint,
  INOUT held int, INOUT used bigint, INOUT booked bigint
) LANGUAGE plpgsql AS $hold$
DECLARE
  of_key text := id || ':' || of_account;
  now timestamptz;
  lapsed bigint;
  before bigint;
  lease_end timestamptz;
BEGIN
  CALL http507_begin();
  -- A crash of the server may lose the last half second of holds, which their renewals enter again. To wait for the disk
  -- with the account locked would make all others wait as well.
  SET LOCAL synchronous_commit = off;
  SELECT * INTO now, used, booked, lapsed FROM http507_enter(of_account, of_key);
  IF used IS NULL THEN
    RETURN;
  END IF;
  booked := booked - lapsed;
  SELECT bytes INTO before FROM http507_holds WHERE key = of_key;
  before := coalesce(before, 0);
  held := (wanted <= before OR used + booked - before + wanted <= quota)::int;
  IF held = 0 OR wanted + before = 0 THEN
    RETURN;
  END IF;
  lease_end := now + lease * interval '1 millisecond';
  INSERT INTO http507_holds VALUES (of_key, of_account, wanted, NULL, lease_end)
    ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes, expires_at = excluded.expires_at;
  UPDATE http507_accounts SET held_bytes = held_bytes - before + wanted WHERE account = of_account;
  booked := booked - before + wanted;
  PERFORM http507_schedule(of_account, lease_end);
END
$hold$;

-- Ledger.settle: the lease is in milliseconds.
CREATE OR REPLACE PROCEDURE http507_settle(of_account text, id text, new_change bigint, lease bigint)
LANGUAGE plpgsql AS $settle$
DECLARE
  of_key text := id || ':' || of_account;
  books record;
  before record;
  lease_end timestamptz;
BEGIN
  CALL http507_begin();
  SELECT * INTO books FROM http507_enter(of_account, of_key);
  IF books.used IS NULL THEN
    RETURN;
  END IF;
  lease_end := books.now + lease * interval '1 millisecond';
  SELECT bytes, change INTO before FROM http507_holds WHERE key = of_key;
  INSERT INTO http507_holds VALUES (of_key, of_account, 0, new_change, lease_end)
    ON CONFLICT (key) DO UPDATE SET bytes = 0, change = excluded.change, expires_at = excluded.expires_at;
  UPDATE http507_accounts SET
    used_bytes = least(greatest(used_bytes + new_change - coalesce(before.change, 0), 0), 9007199254740991),
    held_bytes = held_bytes - coalesce(before.bytes, 0)
    WHERE account = of_account;
  PERFORM http507_schedule(of_account, lease_end);
END
$settle$;

-- Ledger.open.
CREATE OR REPLACE PROCEDURE http507_open(of_account text, stored bigint) LANGUAGE plpgsql AS $open$
BEGIN
  CALL http507_begin();
  INSERT INTO http507_accounts VALUES (of_account, stored, 0) ON CONFLICT DO NOTHING;
  IF FOUND AND stored = 0 THEN
    PERFORM http507_schedule(of_account, clock_timestamp());
  END IF;
END
$open$;

-- Ledger.read: no row for an account that is not known. Changes nothing and waits for nobody.
CREATE OR REPLACE FUNCTION http507_read(of_account text, OUT used bigint, OUT booked bigint) RETURNS SETOF record
LANGUAGE sql AS $read$
  SELECT used_bytes, CASE held_bytes WHEN 0 THEN 0 ELSE held_bytes - (
    SELECT coalesce(sum(bytes), 0)::bigint FROM http507_holds AS holds
      WHERE holds.account = accounts.account
      AND expires_at >= freed_to AND expires_at <= greatest(clock_timestamp(), freed_to)
  ) END
  FROM http507_accounts AS accounts WHERE account = of_account
$read$;

END
$migration$;
