import { Command, InvalidArgumentError } from 'commander';

import type { Header } from '../inspect/exchange.ts';
import { InspectError } from '../inspect-error.ts';
import { inspect } from '../inspect-url.ts';
import { EXIT } from './exit-status.ts';
import { formatReport } from './format-report.ts';
import { stylesOf } from './styles.ts';

interface Options {
  readonly method?: readonly string[];
  readonly header?: readonly Header[];
  readonly bodySize?: number;
  readonly timeout?: number;
  readonly origin?: string;
  readonly json?: true;
}

const HELP = `
The URL must be out of room when it is inspected. The requests include uploads of zeros, so nothing that is needed should be at the URL.

Exit status: 0 without findings, 1 with findings, 2 if the server could not be asked or no answer is about storage.

Examples:
  http507 inspect http://127.0.0.1:5071/files/big.bin
  http507 inspect https://files.example.com/upload --method POST --header 'Authorization: Bearer …'
  http507 inspect https://files.example.com/a --origin http://10.0.0.5:3000 --json`;

/** Returns the command `inspect`. */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description('Makes requests to a URL that is out of room, and judges the answers as a linter does.')
    .argument('<url>', 'the URL')
    .option(
      '-m, --method <method>',
      'ask with this method only; repeatable (default: GET, HEAD and PUT)',
      collect,
    )
    .option('-H, --header <header>', "send this header, such as 'Name: value'; repeatable", collectHeader)
    .option('--body-size <bytes>', 'length of the large uploads (default: 8000000)', parseNumber)
    .option('--timeout <seconds>', 'time for the whole inspection (default: 60)', parseNumber)
    .option('--origin <url>', 'the origin behind the proxy, to compare its answer')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', HELP)
    .action(run);
}

async function run(url: string, options: Options): Promise<void> {
  const { method: methods, header: headers, bodySize, timeout, origin, json } = options;
  try {
    const report = await inspect(url, { methods, headers, bodySize, timeout, origin });
    const text = json ? JSON.stringify(report, undefined, 2) : formatReport(report, stylesOf(process.stdout));
    process.stdout.write(`${text}\n`);
    if (report.findings.length > 0) process.exitCode = EXIT.findings;
    else if (report.unasked.length > 0) process.exitCode = EXIT.notAsked;
  } catch (error) {
    if (!(error instanceof InspectError)) throw error;
    if (json) process.stdout.write(`${JSON.stringify({ url, error: error.message }, undefined, 2)}\n`);
    else process.stderr.write(`${stylesOf(process.stderr).red('error')}: ${error.message}\n`);
    process.exitCode = EXIT.notAsked;
  }
}

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

function collectHeader(value: string, previous: readonly Header[] = []): Header[] {
  const colon = value.indexOf(':');
  if (colon < 1) throw new InvalidArgumentError("It must be like 'Name: value'.");
  return [...previous, [value.slice(0, colon).trim(), value.slice(colon + 1).trim()]];
}

function parseNumber(value: string): number {
  if (!/^\d+(\.\d+)?$/.test(value)) throw new InvalidArgumentError('It must be a number.');
  return Number(value);
}
