import { aboutStorage, isAnswered } from './inspect/about-storage.ts';
import { type AnsweredBy, answeredBy } from './inspect/answered-by.ts';
import { describeRequest } from './inspect/describe-request.ts';
import type { Exchange, Recording } from './inspect/exchange.ts';
import { type Finding, judge } from './inspect/judge.ts';
import { shorten } from './inspect/shorten.ts';
import { InspectError } from './inspect-error.ts';
import { checkOptions, type InspectOptions } from './inspect-options.ts';
import { record } from './record/record.ts';

/** What an inspection has found. */
export interface InspectReport {
  readonly url: string;
  readonly findings: readonly Finding[];
  /** Which hop has answered, as far as the first answer about storage tells. */
  readonly answeredBy: AnsweredBy;
  readonly exchanges: readonly Exchange[];
  /** The requests that were not made because the time was up, in words. */
  readonly unasked: readonly string[];
}

/**
 * Makes requests to a URL that is out of storage, and judges the answers. The requests include uploads of zeros, so nothing that is needed
 * should be at the URL.
 *
 * @throws InspectError if the URL or an option is invalid, if nobody answers there, or if no answer is about storage
 */
export async function inspect(url: string, options: InspectOptions = {}): Promise<InspectReport> {
  const { recording, unasked } = await record(checkOptions(url, options));
  const findings = judge(recording);
  const answers = aboutStorage(recording);
  const first = answers.find(({ request }) => request.to === 'url');
  const origin = answers.find(({ request }) => request.to === 'origin');
  if (!first && findings.length === 0) throw new InspectError(nothingToJudge(recording));
  return {
    url: recording.url,
    findings,
    answeredBy: first ? answeredBy(first.answer, origin?.answer) : { hop: 'unknown', signs: [] },
    exchanges: recording.exchanges,
    unasked,
  };
}

function nothingToJudge({ exchanges, url }: Recording): string {
  const answers = exchanges
    .filter(isAnswered)
    .map(
      ({ request, answer }) => `${describeRequest(request)}: ${answer.status} ${shorten(answer.reason, 40)}`,
    );
  const isConditional = exchanges.some(({ answer }) => answer?.status === 412 || answer?.status === 501);
  const hint = isConditional ? " To send no If-None-Match, use --header 'If-None-Match:'." : '';
  return `No answer of ${url} is about storage. Inspect a URL that is out of room.${hint} ${answers.join('; ')}`;
}
