import { SENT_FIRST } from '../inspect/sent-first.ts';
import type { BodySender } from './body-sender.ts';
import type { Limits, Plan } from './plan.ts';

/** Sends the body in the manner of the request. Never rejects. */
export async function sendBody(sender: BodySender, plan: Plan, limits: Limits): Promise<void> {
  const { manner, bodyBytes } = plan.request;
  if (manner === 'expects-continue') {
    // Also after 100 Continue: the server has the time to refuse without a byte of the body.
    await sender.wait(limits.patience);
  }
  if (manner === 'reads-while-sending') {
    await sender.sendUpTo(Math.floor(bodyBytes / 2));
    await sender.wait(limits.patience);
  }
  await sender.sendUpTo(manner === 'reads-after-sending' ? Math.min(bodyBytes, SENT_FIRST) : bodyBytes);
}
