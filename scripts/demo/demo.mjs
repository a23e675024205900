// Starts the four example services, as built, and shows how they answer when there is no room, next to the bare frameworks. Unless --no-page is
// given, the services run in the playground, whose page stays open with them.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { stopWithParent } from '../stop-with-parent.mjs';
import { differences, linesOf, summarize } from './lines.mjs';
import { send } from './send.mjs';
import { startService } from './service.mjs';

const FRAMEWORKS = { express: 'Express', fastify: 'Fastify', koa: 'Koa', nestjs: 'NestJS' };
const NAMES = Object.keys(FRAMEWORKS);
const CAPACITY_BYTES = 10_000_000;
const UPLOAD = ['PUT', '/files/big.bin', Buffer.alloc(20_000_000)];
const ENOSPC = ['POST', '/simulate/enospc', Buffer.alloc(0)];

// npm keeps the flag for itself, and sets the variable.
const hasPage = !process.argv.includes('--no-page') && process.env.npm_config_page !== '';

const bold = styled(1);
const dim = styled(2);

const children = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
stopWithParent(stop);

try {
  const { services, bareServices, page } = await (hasPage ? startWithPage() : startWithoutPage());
  const uploads = await sendAll(services, UPLOAD);
  const failures = await sendAll(services, ENOSPC);
  const bare = bareServices && {
    PUT: await sendAll(bareServices, UPLOAD),
    POST: await sendAll(bareServices, ENOSPC),
  };
  if (page) await fetch(`${page}/api/make-room`, { method: 'POST', headers: { Origin: page } });
  else for (const child of children.splice(NAMES.length)) child.kill('SIGKILL');

  console.log(bold('\nPUT /files/big.bin: 20 MB to a volume that holds 10 MB. Express answers'));
  for (const line of linesOf(uploads[0])) console.log(line && `  ${line}`);
  console.log(`${compare(uploads[0], uploads.slice(1), NAMES.slice(1))}.`);
  console.log(
    `${bold("POST /simulate/enospc: the kernel's own ENOSPC.")} ${compare(uploads[0], failures, NAMES)}.\n`,
  );

  if (bare) {
    console.log(bold(`Without http507, ${page ? 'with volumes of 10 MB' : 'on a full disk (/dev/full)'}`));
    for (const [index, name] of NAMES.entries()) {
      for (const [method, answers] of Object.entries(bare))
        console.log(`  ${FRAMEWORKS[name].padEnd(7)} ${method.padEnd(4)}  ${summarize(answers[index], 16)}`);
    }
  } else {
    console.log(dim('The frameworks without http507 are not shown: this system has no /dev/full.'));
  }

  const [origin] = services;
  const last = page
    ? `Fill a disk in the browser: ${page}`
    : `curl -i -T README.md ${origin}/files/README.md`;
  console.log(`
${bold('Try it.')} The services run until you press Ctrl-C:
  ${NAMES.map((name, index) => `${FRAMEWORKS[name]} ${services[index].split('//')[1]}`).join(', ')}
  head -c 20000000 /dev/zero | curl -iT - ${origin}/files/big.bin
  curl -i -H 'Accept: text/plain' '${origin}/status/507?reason=quota&retryAfter=30'
  ${last}`);
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
  stop();
}

/** Starts the playground and returns the origins of its page and of its services. */
async function startWithPage() {
  const { startPlayground } = await import('../../apps/playground/dist/server/start-playground.js');
  const { child, started } = startPlayground();
  children.push(child);
  const { page, services } = await started;
  const originsOf = (variant) => NAMES.map((name) => services[`${name}-${variant}`]);
  return { page, services: originsOf('with'), bareServices: existsSync('/dev/full') && originsOf('without') };
}

/** Starts the services without a page and returns their origins. The bare frameworks follow, if there is a full disk for them. */
async function startWithoutPage() {
  const services = await startAll((name) => `examples/${name}/dist/main.js`, { CAPACITY_BYTES });
  const bareServices =
    existsSync('/dev/full') && (await startAll((name) => `apps/playground/dist/services/without/${name}.js`));
  return { services, bareServices };
}

/** Starts a script for each framework and resolves to their origins. */
function startAll(scriptOf, env) {
  return Promise.all(
    NAMES.map((name) => {
      const script = fileURLToPath(new URL(`../../${scriptOf(name)}`, import.meta.url));
      const { child, origin } = startService(script, env);
      children.push(child);
      return origin;
    }),
  );
}

function sendAll(origins, [method, path, body]) {
  return Promise.all(origins.map((origin) => send(`${origin}${path}`, method, body)));
}

/** Returns a sentence that says that answers are identical to the first one. Throws if one differs, or if it is not a 507. */
function compare(first, answers, names) {
  if (first.status !== 507) throw new Error(`Express did not answer 507: ${linesOf(first)[0]}`);
  const different = names.flatMap((name, index) =>
    differences(answers[index], first).map((line) => `  ${FRAMEWORKS[name]}: ${line}`),
  );
  if (different.length > 0) throw new Error(`The answers differ:\n${different.join('\n')}`);
  const list = names.map((name) => FRAMEWORKS[name]);
  return `${list.slice(0, -1).join(', ')} and ${list.at(-1)}: identical`;
}

function stop() {
  for (const child of children) child.kill('SIGTERM');
}

/** Returns a function that styles text on a terminal with colors. NO_COLOR is honored. */
function styled(code) {
  const hasColors = process.stdout.isTTY && process.stdout.hasColors();
  return (text) => (hasColors ? `\u001b[${code}m${text}\u001b[0m` : text);
}
