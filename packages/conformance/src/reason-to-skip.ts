import { existsSync } from 'node:fs';

import { hasCurl } from './clients/curl.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { hasNginx } from './nginx.ts';
import type { Subject } from './subject.ts';

/** Returns why a case cannot run here, because the subject lacks a feature or a program is missing, or undefined if it can run. */
export function reasonToSkip({ id, needs }: ConformanceCase, subject: Subject): string | undefined {
  const lack = Object.entries(subject.lacks ?? {}).find(([name]) => isOrBeginsWith(id, name));
  if (lack) return lack[1];
  if (needs === 'http2' && !subject.http2) return `${subject.name} does not serve HTTP/2`;
  if (needs === 'curl' && !hasCurl) return 'curl is not installed';
  if (needs === 'nginx' && !hasNginx) return 'nginx is not installed';
  if (needs === '/dev/full' && !existsSync('/dev/full')) return 'this system has no /dev/full';
  return undefined;
}

/** Returns whether a name is a case's id or a prefix of it that ends at a dot. */
export function isOrBeginsWith(id: string, name: string): boolean {
  return id === name || id.startsWith(`${name}.`);
}
