import { readFileSync } from 'node:fs';
import os from 'node:os';

import { versionFrom } from './servers/import-from.mjs';

const PEERS = [
  'http-errors',
  '@hapi/boom',
  'http-errors-enhanced',
  'http-problem-details',
  '@common-sense/error-iq',
  'autocannon',
];

/** Describes the machine, Node and the versions of all measured packages. */
export function describeMachine() {
  const cpus = os.cpus();
  const memory = `${(os.totalmem() / 2 ** 30).toFixed(1)} GiB`;
  const system = `${os.type()} ${os.release()} ${os.arch()}`;
  const versions = [
    `@http507/* ${readVersion('../packages/core')}`,
    ...['express', 'fastify', 'koa'].map((name) => `${name} ${versionFrom(name, name)}`),
    `@nestjs/core ${versionFrom('nestjs', '@nestjs/core')}`,
    ...PEERS.map((name) => `${name} ${readVersion(`../node_modules/${name}`)}`),
  ];
  const [busy] = os.loadavg();
  return [
    `- ${cpus.length} cores, ${cpus[0].model}, ${memory}, ${system}; load at the end: ${busy.toFixed(1)}`,
    `- Node ${process.version}; ${versions.join(', ')}`,
  ].join('\n');
}

function readVersion(folder) {
  return JSON.parse(readFileSync(new URL(`${folder}/package.json`, import.meta.url), 'utf8')).version;
}
