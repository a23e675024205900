import { describeRequest } from '../inspect/describe-request.ts';
import type { Exchange } from '../inspect/exchange.ts';
import type { Finding } from '../inspect/judge.ts';
import { shorten } from '../inspect/shorten.ts';
import type { InspectReport } from '../inspect-url.ts';
import type { Styles } from './styles.ts';

const PAGE = 'https://github.com/http507/http507/blob/main/docs/inspect.md';

/** How many places of a finding are shown. */
const MAX_EVIDENCE = 3;

/** Returns a report as text for a terminal. */
export function formatReport(report: InspectReport, styles: Styles): string {
  const { url, exchanges, findings, answeredBy, unasked } = report;
  const { bold, dim } = styles;
  const signs = answeredBy.signs.length > 0 ? ` (${answeredBy.signs.join('; ')})` : '';
  const lines = [bold(shorten(url, 500)), '', ...table(exchanges), ''];
  lines.push(`Answered by: ${answeredBy.hop}${signs}`, '');
  for (const finding of findings) lines.push(...formatFinding(finding, styles), '');
  if (unasked.length > 0) {
    lines.push(`The time was up before ${count(unasked.length, 'request')}: ${unasked[0]}, …`, '');
  }
  lines.push(summarize(report, styles));
  if (findings.length > 0) lines.push(dim(`Every finding is explained in ${PAGE}`));
  return lines.join('\n');
}

/** Equal requests with equal answers are one line. */
function table(exchanges: readonly Exchange[]): string[] {
  const rows = new Map<string, { request: string; outcome: string; times: number }>();
  for (const exchange of exchanges) {
    const [request, outcome] = [describeRequest(exchange.request), outcomeOf(exchange)];
    const row = rows.get(`${request} ${outcome}`) ?? { request, outcome, times: 0 };
    rows.set(`${request} ${outcome}`, { ...row, times: row.times + 1 });
  }
  const width = Math.max(...[...rows.values()].map(({ request }) => request.length));
  return [...rows.values()].map(
    ({ request, outcome, times }) =>
      `  ${request.padEnd(width)}  ${outcome}${times > 1 ? `  ${times} times` : ''}`,
  );
}

function outcomeOf({ request, answer, failure }: Exchange): string {
  if (!answer) return failure ? shorten(failure.message) : '';
  const early = answer.sentBytes < request.bodyBytes ? ', before all was sent' : '';
  return `${answer.status} ${shorten(answer.reason, 40)}${early}`;
}

function formatFinding(finding: Finding, { bold, dim, red, yellow }: Styles): string[] {
  const { id, severity, what, evidence, why, source, mend } = finding;
  const shown = evidence.slice(0, MAX_EVIDENCE);
  const paint = severity === 'error' ? red : yellow;
  return [
    `${paint(severity)} ${bold(id)}: ${what}`,
    ...shown.map(({ text, requests }) => `  ${text}  ${dim(placesOf(requests))}`),
    ...(evidence.length > shown.length ? [`  and ${evidence.length - shown.length} more`] : []),
    `  Why: ${why} (${source})`,
    `  Mend: ${mend}`,
  ];
}

function placesOf(requests: readonly string[]): string {
  return requests.length > 1 ? `${requests[0]}, and ${requests.length - 1} more` : String(requests[0]);
}

function summarize({ findings, unasked }: InspectReport, { bold, green }: Styles): string {
  if (findings.length === 0)
    return unasked.length > 0 ? bold('Nothing found so far.') : green('Nothing to mend.');
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return bold(`${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}`);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
