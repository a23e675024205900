#!/usr/bin/env node
import { createProgram } from './create-program.ts';

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', () => process.exit());

await createProgram().parseAsync();
