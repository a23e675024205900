import type { Uploader } from '../../packages/conformance/src/clients/uploaders.ts';
import { withoutId } from './backend.ts';

/** Uploads several times in sequence. Resolves to the number of times that each answer came. */
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

/** Counts answers by status. An answer without a status counts under its whole text. */
export function byStatus(answers: Record<string, number>): Record<string, number> {
  const statuses: Record<string, number> = {};
  for (const [answer, times] of Object.entries(answers)) {
    const status = /^\d{3}(?= )/.exec(answer)?.[0] ?? answer;
    statuses[status] = (statuses[status] ?? 0) + times;
  }
  return statuses;
}
