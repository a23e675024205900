#!/usr/bin/env node
import { createProgram } from './create-program.ts';
import { EXIT } from './exit-status.ts';

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', () => process.exit());

try {
  await createProgram().parseAsync();
} catch (error) {
  // Not 1, which means findings.
  process.exitCode = EXIT.notAsked;
  console.error(error);
}
