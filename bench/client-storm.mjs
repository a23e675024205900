// `npm run bench:client`: clients of a service that is full for a minute, in real sockets and in virtual time, printed and written to
// CLIENT-RESULTS.md. Needs a build.
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';

import { simulate } from './client-storm-model.mjs';
import { POLICIES } from './client-storm-policies.mjs';
import { ACCELERATION, SOCKET_CLIENTS, storm } from './client-storm-sockets.mjs';

const CLIENTS = 1_000_000;

const COLUMNS = [
  'client',
  'stored',
  'requests',
  'refused',
  'sent in vain',
  'last stored after',
  'most requests in a second',
  'of these after the recovery',
];

const sections = [];
for (const retryAfter of [undefined, 60]) {
  const what =
    retryAfter === undefined ? 'without `Retry-After`' : 'with `Retry-After`, the seconds that are left';
  sections.push(
    `### ${SOCKET_CLIENTS} clients, real sockets, ${what}`,
    await table((policy) => storm(policy, retryAfter)),
  );
  sections.push(
    `### ${CLIENTS.toLocaleString('en')} clients, virtual time, ${what}`,
    await table((policy) => simulate(policy, retryAfter, CLIENTS)),
  );
}

// Each of them is pinned.
const manifest = new URL('../packages/client/package.json', import.meta.url);
const { devDependencies: versions } = JSON.parse(await readFile(manifest, 'utf8'));
const page = `# Clients of a full service

Written by \`npm run bench:client\` on Node ${process.version} with ${availableParallelism()} cores (${cpus()[0]?.model.trim()}); axios ${versions.axios}, axios-retry ${versions['axios-retry']}, got ${versions.got}.

Each client uploads one file with PUT, within the first 10 s. The service refuses every upload for 60 s, and then stores every one. An answer takes 100 ms.

- axios-retry, defaults: 3 retries without a delay, or after \`Retry-After\`.
- axios-retry, 10 retries: with its \`exponentialDelay\`.
- got: 507 added to its \`statusCodes\`, with a \`limit\` of 10.
- this package: \`retry: { within: '5 min' }\`, each client in a process of its own.
- this package, shared: the clients are the uploads of few processes, each of which has one gate.

"Sent in vain" are the bytes of refused uploads. With real sockets a file has 20 kB, the service counts what it reads, and time runs ${ACCELERATION} times as fast. In virtual time a file has 1 MB; the delays are computed by the packages' own functions, but for got, whose function is not exported and was written again. With \`upload\` of this package, which sends \`Expect: 100-continue\`, no byte of a refused upload is sent.

${sections.join('\n\n')}
`;
await writeFile(new URL('CLIENT-RESULTS.md', import.meta.url), page);

async function table(measure) {
  const lines = [];
  for (const policy of POLICIES) {
    const { stored, clients, requests, refused, bytes, last, peak, latePeak } = await measure(policy);
    const cells = [
      policy.name,
      stored === clients ? 'all' : `${((100 * stored) / clients).toFixed(stored ? 1 : 0)} %`,
      requests.toLocaleString('en'),
      refused.toLocaleString('en'),
      `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 0 })} MB`,
      stored ? `${last.toFixed(0)} s` : 'never',
      peak.toLocaleString('en'),
      latePeak.toLocaleString('en'),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
    console.log(lines.at(-1));
  }
  return `| ${COLUMNS.join(' | ')} |\n| ${COLUMNS.map(() => '---').join(' | ')} |\n${lines.join('\n')}`;
}
