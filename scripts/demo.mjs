// Starts the four example services, as built, and prints their answers to the same two failing requests side by side.
import { spawn } from 'node:child_process';
import http from 'node:http';
import { text } from 'node:stream/consumers';

import { compare } from './compare-answers.mjs';
import { stopWithParent } from './stop-with-parent.mjs';

const SERVICES = ['express', 'fastify', 'koa', 'nestjs'];
const CAPACITY_BYTES = 10_000_000;
const UPLOAD_BYTES = 20_000_000;

const children = [];

/** Starts one service with its own settings, whatever this process inherits, and resolves to its origin. */
function start(name) {
  const env = { ...process.env, CAPACITY_BYTES };
  // Any free port instead of the usual ones is for tests.
  const own = ['HOST', 'DATA_DIR', 'QUOTA_BYTES', 'LEASE_SECONDS', 'REDIS_URL', 'DATABASE_URL'];
  for (const name of [...own, ...(env.PORT === '0' ? [] : ['PORT'])]) delete env[name];
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: new URL(`../examples/${name}`, import.meta.url),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  // Kept, because what the services log would stand in the middle of the tables.
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`the ${name} service ended with ${code}: ${complaints}`)));
    child.stdout.on('data', (chunk) => {
      const origin = /listening on (http:\S+)/.exec(chunk)?.[1];
      if (origin) resolve(origin);
    });
  });
}

/** Sends a request and resolves to the answer, its status line, headers and body. */
function send(url, method, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, {
      method,
      headers: { 'X-Request-Id': 'demo-1', 'Content-Length': body.byteLength },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      const { statusCode, statusMessage, headers } = response;
      text(response).then((received) => {
        resolve({ status: `${statusCode} ${statusMessage}`, headers, body: received });
      }, reject);
    });
    request.end(body);
  });
}

/** Shows the answers to one request; throws when they differ, or are not what they should be. */
async function show(title, origins, method, path, body) {
  const answers = await Promise.all(origins.map((origin) => send(`${origin}${path}`, method, body)));
  const { table, agree } = compare(SERVICES, answers, process.stdout.columns ?? 160);
  console.log(`\n${title}\n${method} ${path}\n\n${table}\n`);
  if (!agree) throw new Error('The four do not agree.');
  console.log('The four agree, the time and the connection aside.');
  if (!answers[0].status.startsWith('507 ')) throw new Error('But it is not a 507.');
}

function stop() {
  for (const child of children) child.kill('SIGTERM');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
stopWithParent(stop);

try {
  const origins = await Promise.all(SERVICES.map(start));
  const upload = Buffer.alloc(UPLOAD_BYTES);
  await show('An upload of 20 MB to a volume of 10 MB', origins, 'PUT', '/files/big.bin', upload);
  await show("The kernel's own ENOSPC", origins, 'POST', '/simulate/enospc', Buffer.alloc(0));
  const [origin] = origins;
  console.log(`
The services stay up, until Ctrl-C:

${SERVICES.map((name, index) => `  ${name.padEnd(8)} ${origins[index]}`).join('\n')}

To copy:

  head -c 20000000 /dev/zero | curl -i -T - ${origin}/files/big.bin
  curl -i -X POST ${origin}/simulate/enospc
  curl -i -H 'Accept: text/plain' '${origin}/status/507?reason=quota&retryAfter=30'
  curl -i -T README.md ${origin}/files/README.md
  curl -i ${origin}/files
`);
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
  stop();
}
