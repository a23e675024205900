// Starts the four example services, as built, and prints their answers to the same two failing requests side by side.
import { spawn } from 'node:child_process';
import http from 'node:http';
import { text } from 'node:stream/consumers';

import { compare } from './compare-answers.mjs';

const SERVICES = ['express', 'fastify', 'koa', 'nestjs'];
const UPLOAD_BYTES = 20_000_000;
const REQUEST_ID = 'demo-1';

const children = [];

/** Starts one service and resolves to its origin. */
function start(name) {
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: new URL(`../examples/${name}`, import.meta.url),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  // What the services log would stand in the middle of the tables.
  child.stderr.resume();
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the ${name} service ended with ${code}`)));
    child.stdout.on('data', (chunk) => {
      const origin = /http:\/\/\S+/.exec(chunk)?.[0];
      if (origin) resolve(origin);
    });
  });
}

/** Sends a request and resolves to the answer, its status line, headers and body. */
function send(url, method, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, {
      method,
      headers: { 'X-Request-Id': REQUEST_ID, 'Content-Length': body.byteLength },
    });
    request.once('error', reject);
    request.once('response', async (response) => {
      const { statusCode, statusMessage, headers } = response;
      resolve({ status: `${statusCode} ${statusMessage}`, headers, body: await text(response) });
    });
    request.end(body);
  });
}

async function show(title, origins, method, path, body) {
  console.log(`\n${title}\n${method} ${path}\n`);
  const answers = await Promise.all(origins.map((origin) => send(`${origin}${path}`, method, body)));
  const { table, agree } = compare(SERVICES, answers, process.stdout.columns ?? 160);
  console.log(`${table}\n\n${agree ? 'The four agree.' : 'THE FOUR DO NOT AGREE.'}`);
  return agree;
}

function stop() {
  for (const child of children) child.kill('SIGTERM');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);

try {
  const origins = await Promise.all(SERVICES.map(start));
  const upload = Buffer.alloc(UPLOAD_BYTES);
  const refused = await show(
    'An upload of 20 MB to a volume of 10 MB',
    origins,
    'PUT',
    '/files/big.bin',
    upload,
  );
  const full = await show("The kernel's own ENOSPC", origins, 'POST', '/simulate/enospc', Buffer.alloc(0));
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
  if (!(refused && full)) throw new Error('the answers differ');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
  stop();
}
