/** A kind of internals that an answer can expose. */
export type Leak = 'path' | 'stack' | 'sql' | 'host' | 'version' | 'credentials';

/** A way in which servers get a 507 wrong. */
export type Mistake = 'cacheable' | 'cut' | 'hang' | 'html' | 'reset' | 'stale-gzip' | `leak=${Leak}`;

/** What an exposed detail says. All of it is made up. */
export const LEAKS: Readonly<Record<Leak, string>> = {
  path: "ENOSPC: no space left on device, write '/var/lib/simulator/uploads/7f3a.part'",
  stack:
    'Error: disk full\n    at store (/srv/simulator/dist/store.js:42:17)\n    at next (node:internal/process:95:5)',
  sql: 'disk full in INSERT INTO uploads (name, content) VALUES ($1, $2)',
  host: 'The store at 10.20.30.40:9000 is full',
  version: 'The store is full',
  credentials: 'The store at redis://simulator:not-a-password@store.example.com is full',
};

/** The header that exposes a version. */
export const VERSIONED_SERVER = 'Simulator/5.0.7 (Linux)';
