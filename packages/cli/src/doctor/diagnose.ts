import { readFileSync } from 'node:fs';

import { DoctorError } from './doctor-error.ts';
import { type Check, runChecker } from './run-checker.ts';
import { type Finding, SERVERS } from './servers.ts';

/** What one file contains. */
export interface Diagnosis {
  readonly file: string;
  /** The server that the file configures. */
  readonly server: string;
  /** What the server's own checker says. Absent if it is not installed, or if the file is only a part of a configuration. */
  readonly check?: Check;
  readonly findings: readonly Finding[];
}

/**
 * Reads the configuration of a proxy and names the settings that lose, cache or replace a 507.
 *
 * @throws DoctorError if the file cannot be read or configures none of the known servers
 */
export function diagnose(file: string): Diagnosis {
  const text = read(file);
  const server = SERVERS.find(({ isConfiguration }) => isConfiguration(text));
  if (!server)
    throw new DoctorError(`${file} is not a configuration of nginx, Apache httpd, haproxy or Varnish`);
  const check = server.isWhole(text) ? runChecker(server, file) : undefined;
  return { file, server: server.name, ...(check && { check }), findings: server.examine(text, file) };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new DoctorError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}
