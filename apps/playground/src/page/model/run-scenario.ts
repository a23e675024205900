import { signal } from '@preact/signals';

import { outcomeOf } from './outcome.ts';
import type { Scenario } from './scenarios.ts';
import type { EndedUpload } from './send-upload.ts';

/** Whether a scenario is running. */
export const isBusy = signal(false);

/** What is going on, in one sentence. Screen readers announce it. */
export const announcement = signal('');

/** Runs a scenario, unless one is running. */
export async function runScenario({ label, act }: Pick<Scenario, 'label' | 'act'>): Promise<void> {
  if (isBusy.value) {
    announcement.value = `${label}: wait until the other uploads have ended.`;
    return;
  }
  isBusy.value = true;
  announcement.value = `${label}: running.`;
  try {
    announcement.value = `${label}: ${summarize(await act())}.`;
  } catch (error) {
    announcement.value = `${label}: ${(error as Error).message}`;
  } finally {
    isBusy.value = false;
  }
}

/** Returns how often each outcome occurred, with http507 and without. */
function summarize(uploads: readonly EndedUpload[]): string {
  if (uploads.length === 0) return 'done';
  return (['with', 'without'] as const)
    .map((variant) => {
      const counts = new Map<string, number>();
      for (const upload of uploads.filter(({ service }) => service.endsWith(`-${variant}`))) {
        const { label } = outcomeOf(upload);
        counts.set(label, (counts.get(label) ?? 0) + 1);
      }
      return `${[...counts].map(([outcome, count]) => `${count} × ${outcome}`).join(', ')} ${variant} http507`;
    })
    .join('; ');
}
