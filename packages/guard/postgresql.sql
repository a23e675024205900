-- The tables and procedures of http507's PostgresqlLedger. PostgreSQL 14 or later.
--
-- You can run this script repeatedly and concurrently, with psql or as one simple query of a driver, inside a transaction or not, because it
-- is one statement. It needs only CREATE on the first schema of the search_path. If another role uses the ledger:
-- GRANT SELECT, INSERT, UPDATE, DELETE ON http507_accounts, http507_holds TO that role.
--
-- Names are not qualified and no search_path is set. Everything runs with the rights and the search_path of the caller. The caller has found
-- the procedures through it, so it finds the tables in the same schema. Anyone who could put other tables in front of these could also put
-- other procedures there.

DO $migration$
BEGIN

-- Without this lock, two concurrent runs would both try to create the tables, and one would fail. The number is 'http507' in ASCII.
PERFORM pg_advisory_xact_lock(29401441025470519);

-- Not IF NOT EXISTS, because CREATE INDEX IF NOT EXISTS locks the table and could deadlock with running ledgers.
IF to_regclass(format('%I.http507_accounts', current_schema())) IS NULL THEN

  -- Names are compared byte by byte ("C"), so that a locale update cannot break the index.
  CREATE TABLE http507_accounts (
    account text COLLATE "C" PRIMARY KEY,
    -- Up to JavaScript's largest safe integer.
    used_bytes bigint NOT NULL CHECK (used_bytes BETWEEN 0 AND 9007199254740991),
    -- The sum of the account's rows in http507_holds, including expired rows.
    held_bytes bigint NOT NULL,
    -- Expired rows have been deleted up to this time. The account's time never goes back before it.
    freed_to timestamptz NOT NULL DEFAULT '-infinity',
    -- When to sweep the account, some time after all its holds have expired. Null if there is nothing to sweep.
    sweep_at timestamptz
  ) WITH (fillfactor = 70);

  CREATE INDEX http507_accounts_sweep ON http507_accounts (sweep_at) WHERE sweep_at IS NOT NULL;

  -- What each upload holds and, until the end of its lease, how it was settled. Changed only while the account is locked.
  CREATE TABLE http507_holds (
    -- '<id>:<account>' instead of a key with two columns, so that exactly one index fits each query. With two, a cached plan that was made
    -- with few rows could use the wrong one.
    key text COLLATE "C" PRIMARY KEY,
    account text COLLATE "C" NOT NULL,
    bytes bigint NOT NULL,
    -- The change with which it was settled. Null if it was not settled.
    change bigint,
    expires_at timestamptz NOT NULL
  );

  CREATE INDEX http507_holds_expiry ON http507_holds (account, expires_at);
END IF;

-- Starts each change in its own transaction with READ COMMITTED, whatever the default is. Only then do the statements after the lock see what
-- was committed while it waited. In a transaction of the caller COMMIT is an error, so no account stays locked after the call and no
-- SET LOCAL remains in effect.
CREATE OR REPLACE PROCEDURE http507_begin() LANGUAGE plpgsql AS $begin$
BEGIN
  COMMIT;
  SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
  -- Plans are cached. A plan made with few holds would read all of them when there are many.
  SET LOCAL enable_seqscan = off;
  SET LOCAL enable_bitmapscan = off;
END
$begin$;

-- Locks an account, deletes up to 1,000 of its expired rows, including this one, and returns its time, the used and the held bytes, and the
-- expired bytes that are not deleted yet. Each row is deleted once, on average one per call.
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
  -- After the lock, because waiting for it may have taken a while.
  now := greatest(clock_timestamp(), since);
  lapsed := 0;
  -- Starts where the last sweep ended, because deleted rows stay in the index for a while.
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

-- Deletes the rows of idle accounts, and accounts that store nothing.
CREATE OR REPLACE FUNCTION http507_sweep() RETURNS void LANGUAGE plpgsql AS $sweep$
DECLARE
  due text;
BEGIN
  -- Locked accounts are in use. Waiting for them could deadlock.
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

-- Schedules the sweep of an account for 10 minutes after its lease. A process that was suspended for longer than its lease may still settle,
-- and a settlement for an unknown account is not counted. The time changes in steps of 5 minutes, because it is indexed. Each step sweeps up
-- to 4 due accounts, so their number does not grow.
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

-- Ledger.hold. The lease is in milliseconds. held is 1 or 0. All three results are null for an unknown account.
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
  -- A crash of the server may lose the holds of the last 0.6 s (three times wal_writer_delay). Renewals restore them. Waiting for the disk would keep the account locked
  -- and make all other requests wait.
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

-- Ledger.settle. The lease is in milliseconds.
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
  -- Its undoing has overtaken it, on another connection.
  IF before.change = 0 AND before.bytes = 0 AND new_change <> 0 THEN
    RETURN;
  END IF;
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

-- Ledger.read. Returns no row for an unknown account. Changes nothing and waits for no lock.
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
