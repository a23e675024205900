import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { Command, InvalidArgumentError } from 'commander';

import { shorten } from '../inspect/shorten.ts';
import { createSimulatorServer, type SimulatedRequest } from '../simulate/create-simulator-server.ts';
import { EXIT } from './exit-status.ts';

interface Options {
  readonly port: number;
  readonly json?: true;
}

const DEFAULT_PORT = 5507;

const HELP = `
Answers any method at /status/507. The query selects the answer:
  reason=capacity|quota         why there is no room
  retryAfter=120                Retry-After, in seconds or as a date
  type=text/plain               the media type, whatever the client accepts
  profile=webdav|s3|git-lfs|tus the words of a protocol
  delay=500                     wait so many milliseconds
  at=1000000                    read so many bytes of the body first
  leak[=path|stack|sql|host|version|credentials], cacheable, cut, hang, html, reset, stale-gzip
                                answer wrongly in this way

Examples:
  http507 simulate
  http507 simulate --port 8080
  curl -i 'http://127.0.0.1:${DEFAULT_PORT}/status/507?reason=quota&retryAfter=120'
  http507 inspect 'http://127.0.0.1:${DEFAULT_PORT}/status/507?cacheable'`;

/** Returns the command `simulate`. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('Serves 507 answers on 127.0.0.1, right ones and wrong ones, to test clients with.')
    .option('-p, --port <port>', 'the port, 0 for any free one', parsePort, DEFAULT_PORT)
    .option('--json', 'print each request as a line of JSON')
    .addHelpText('after', HELP)
    .action(run);
}

async function run({ port, json }: Options): Promise<void> {
  const print = (event: object, text: string): void => {
    process.stdout.write(`${json ? JSON.stringify(event) : text}\n`);
  };
  const server = createSimulatorServer((request) => print(request, describe(request)));
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    process.stderr.write(`The port ${port} cannot be used: ${(error as Error).message}\n`);
    process.exitCode = EXIT.notAsked;
    return;
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/status/507`;
  print({ url }, `Serving ${url} until you press Ctrl-C`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
}

function describe({ method, url, receivedBytes }: SimulatedRequest): string {
  return `${method} ${shorten(url)}, after ${receivedBytes} bytes`;
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw new InvalidArgumentError('It must be from 0 to 65535.');
  return port;
}
