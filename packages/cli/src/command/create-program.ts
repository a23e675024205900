import { readFileSync } from 'node:fs';

import { Command, type CommanderError } from 'commander';

import { doctorCommand } from './doctor-command.ts';
import { EXIT } from './exit-status.ts';
import { inspectCommand } from './inspect-command.ts';
import { labCommand } from './lab-command.ts';
import { simulateCommand } from './simulate-command.ts';

/** Returns the command `http507`. */
export function createProgram(): Command {
  const program = new Command('http507')
    .description(
      'Tells whether a server answers HTTP 507 well, and simulates servers that do and that do not.',
    )
    .version(readVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .addCommand(inspectCommand())
    .addCommand(simulateCommand())
    .addCommand(doctorCommand())
    .addCommand(labCommand());
  for (const command of [program, ...program.commands]) command.exitOverride(exit);
  return program;
}

/** By default, a wrong call exits with 1, which means findings here. */
function exit({ exitCode }: CommanderError): never {
  process.exit(exitCode === 0 ? EXIT.fine : EXIT.notAsked);
}

function readVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
