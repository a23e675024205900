import { findInLines, isStack } from '../leak-lines.ts';
import type { Rule } from '../rule.ts';

/** A statement, or words of a database about itself. */
const SQL =
  /\bSELECT\b.{1,300}\bFROM\b.{0,50}|\b(?:INSERT INTO|insert into|DELETE FROM|delete from)\b.{0,100}|\bUPDATE\b.{1,200}\bSET\b.{0,50}|\bSQLSTATE\b.{0,50}|\bORA-\d{5}\b.{0,50}|\bSQLITE_[A-Z]+\b|\bER_[A-Z_]{4,}\b|could not extend file .{0,100}|The table '.{1,100}' is full|\brelation ".{1,100}"|tablespace '?\w+'?/;

/** A query, or the words of a database. */
export const leakSql: Rule = {
  id: 'leak.sql',
  severity: 'error',
  what: 'The answer exposes SQL or the words of a database.',
  why: 'It tells an attacker the database, its tables and how queries are made. It helps no client.',
  source: 'RFC 9457, section 5',
  mend: "Do not send the driver's message. Send a fixed sentence, and log the query.",
  find: (recording) => findInLines(recording, (line) => (isStack(line) ? undefined : SQL.exec(line)?.[0])),
};
