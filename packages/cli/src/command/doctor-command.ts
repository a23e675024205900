import { Command } from 'commander';

import { type Diagnosis, diagnose } from '../doctor/diagnose.ts';
import { DoctorError } from '../doctor/doctor-error.ts';
import { EXIT } from './exit-status.ts';
import { formatDiagnosis } from './format-diagnosis.ts';
import { stylesOf } from './styles.ts';

const HELP = `
Reads configurations of nginx, Apache httpd, haproxy and Varnish. A file that is a whole configuration is also checked by the server itself,
if it is installed. Included files of nginx and httpd are read too.

Exit status: 0 without findings, 1 with findings, 2 if a file could not be read.

Examples:
  http507 doctor /etc/nginx/nginx.conf
  http507 doctor /etc/haproxy/haproxy.cfg /etc/varnish/default.vcl --json`;

/** Returns the command `doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Names the settings of a proxy that lose, cache or replace a 507.')
    .argument('<file...>', 'the configuration files')
    .option('--json', 'print the diagnoses as JSON')
    .addHelpText('after', HELP)
    .action(run);
}

function run(files: readonly string[], { json }: { readonly json?: true }): void {
  try {
    const diagnoses = files.map(diagnose);
    const styles = stylesOf(process.stdout);
    const text = json
      ? JSON.stringify(diagnoses, undefined, 2)
      : diagnoses.map((each) => formatDiagnosis(each, styles)).join('\n\n');
    process.stdout.write(`${text}\n`);
    if (diagnoses.some(isBad)) process.exitCode = EXIT.findings;
  } catch (error) {
    if (!(error instanceof DoctorError)) throw error;
    if (json) process.stdout.write(`${JSON.stringify({ error: error.message }, undefined, 2)}\n`);
    else process.stderr.write(`${stylesOf(process.stderr).red('error')}: ${error.message}\n`);
    process.exitCode = EXIT.notAsked;
  }
}

function isBad({ check, findings }: Diagnosis): boolean {
  return findings.length > 0 || check?.accepted === false;
}
