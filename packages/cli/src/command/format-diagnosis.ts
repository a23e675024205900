import type { Diagnosis } from '../doctor/diagnose.ts';
import type { Styles } from './styles.ts';

/** How many places of a finding are shown. */
const MAX_PLACES = 5;

/** Returns a diagnosis as text for a terminal. */
export function formatDiagnosis({ file, server, check, findings }: Diagnosis, styles: Styles): string {
  const { bold, dim, red, yellow, green } = styles;
  const lines = [`${bold(file)}: ${server}`];
  if (check?.accepted) lines.push(dim(`Accepted by ${check.command}`));
  else if (check) lines.push(`${red('rejected')} by ${check.command}: ${check.message}`);
  for (const { id, severity, what, mend, places } of findings) {
    lines.push('', `${(severity === 'error' ? red : yellow)(severity)} ${bold(id)}: ${what}`);
    for (const place of places.slice(0, MAX_PLACES))
      lines.push(`  ${place.file}:${place.line}: ${place.text}`);
    if (places.length > MAX_PLACES) lines.push(`  and ${places.length - MAX_PLACES} more`);
    lines.push(`  Mend: ${mend}`);
  }
  if (findings.length === 0) lines.push(green('No setting that loses, caches or replaces a 507.'));
  return lines.join('\n');
}
