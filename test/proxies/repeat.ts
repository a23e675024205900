import type { Uploader } from '../../packages/conformance/src/clients/uploaders.ts';
import { withoutId } from './backend.ts';

/** Uploads so often, one after the other, and resolves to how often each answer came. */
export async function repeat(
  times: number,
  url: string,
  upload: Uploader,
  size: number,
): Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  for (let count = 0; count < times; count += 1) {
    const answer = await upload(url, size).then(withoutId, (error) => String(error.cause ?? error));
    answers[answer] = (answers[answer] ?? 0) + 1;
  }
  return answers;
}

/** Returns how often each status came; the whole text of what has none. */
export function byStatus(answers: Record<string, number>): Record<string, number> {
  const statuses: Record<string, number> = {};
  for (const [answer, times] of Object.entries(answers)) {
    const status = /^\d{3}(?= )/.exec(answer)?.[0] ?? answer;
    statuses[status] = (statuses[status] ?? 0) + times;
  }
  return statuses;
}
