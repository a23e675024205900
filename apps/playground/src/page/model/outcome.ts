import { hasStackTrace } from './has-stack-trace.ts';
import type { Lane } from './lanes.ts';

/** What came of a request, for the reader. */
export interface Outcome {
  /** A few words. */
  readonly label: string;
  /** `stored`. `honest`: a 507. `bad`: the client cannot tell that the disk is full. `open`: there is no answer yet. */
  readonly tone: 'stored' | 'honest' | 'bad' | 'open';
}

/** Returns what came of a lane's request. */
export function outcomeOf({
  exchange,
  problem,
  isInterrupted,
}: Pick<Lane, 'exchange' | 'problem' | 'isInterrupted'>): Outcome {
  if (isInterrupted) return { label: 'page reloaded', tone: 'open' };
  if (problem !== undefined) return { label: 'not sent', tone: 'open' };
  if (!exchange) return { label: 'sending', tone: 'open' };
  const { answer, failure } = exchange;
  if (failure) return { label: failure.kind === 'timeout' ? 'no answer' : 'connection lost', tone: 'bad' };
  const { status = 0, body } = answer ?? {};
  if (status < 400) return { label: `${status} stored`, tone: 'stored' };
  if (body?.end !== 'complete') return { label: `${status} cut off`, tone: 'bad' };
  if (status === 507) return { label: '507', tone: 'honest' };
  return { label: hasStackTrace(body.text) ? `${status} + stack trace` : String(status), tone: 'bad' };
}
