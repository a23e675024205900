import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** How one client reacts to a refused upload: a row of docs/protocols.md. */
export interface ClientRow {
  /** The client and the command or call, such as `rclone copyto`. */
  readonly client: string;
  /** The text that its user reads, or a description of it. */
  readonly sees: string;
  /** Upload requests for one refused upload: without http507, with it. */
  readonly attempts: readonly [without: number, withIt: number];
  /** Body bytes that arrived at the server, in words that do not vary between runs, such as `0` or `all`: without http507, with it. */
  readonly bytes: readonly [without: string, withIt: string];
}

const PAGE = fileURLToPath(new URL('../docs/protocols.md', import.meta.url));

const HEAD =
  '| Client | What its user sees | Attempts without http507 | with | Bytes without http507 | with |';

/**
 * Checks that the table of a section of docs/protocols.md contains a row. With `WRITE_PROTOCOLS=1`, writes the row instead; then run
 * `npm run format`.
 *
 * @param section - the heading, such as `WebDAV`
 */
export function expectRow(section: string, row: ClientRow): void {
  const line = `| ${[row.client, row.sees, ...row.attempts, ...row.bytes].map(cell).join(' | ')} |`;
  const page = readFileSync(PAGE, 'utf8');
  if (process.env.WRITE_PROTOCOLS === '1') writeFileSync(PAGE, replaceRow(page, section, line));
  else expect(sectionOf(page, section).split('\n').map(withoutPadding)).toContain(line);
}

function cell(value: string | number): string {
  return String(value).replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function sectionOf(page: string, section: string): string {
  const text = page.split(/^## /m).find((part) => part.startsWith(`${section}\n`));
  if (text === undefined) throw new Error(`docs/protocols.md has no section ${section}`);
  return text;
}

/** Returns a line as it is before the formatter aligns the columns of its table. */
function withoutPadding(line: string): string {
  return line.startsWith('|') ? line.replace(/ +\|/g, ' |') : line;
}

/** Replaces the row of the same client, or adds a row at the end of the section's table. */
function replaceRow(page: string, section: string, line: string): string {
  const old = sectionOf(page, section);
  const lines = old.trimEnd().split('\n');
  if (!lines.some((other) => withoutPadding(other) === HEAD)) {
    lines.push('', HEAD, HEAD.replaceAll(/[^|]+/g, ' --- '));
  }
  const head = lines.findIndex((other) => withoutPadding(other) === HEAD);
  const length = lines.slice(head).findIndex((other) => !other.startsWith('|'));
  const end = length < 0 ? lines.length : head + length;
  const client = line.slice(0, line.indexOf('|', 2));
  const same = lines.findIndex((other) => withoutPadding(other).startsWith(client));
  if (same >= 0) lines[same] = line;
  else lines.splice(end, 0, line);
  return page.replace(old, () => `${lines.join('\n')}\n\n`);
}
