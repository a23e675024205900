import { signal } from '@preact/signals';

import { lanes, selectedId } from './lanes.ts';
import { outcomeOf } from './outcome.ts';
import type { Scenario } from './scenarios.ts';

/** Whether a scenario is running. */
export const isBusy = signal(false);

/** What is going on, in one sentence. Screen readers announce it. */
export const announcement = signal('');

/** Runs a scenario, unless one is running, and shows its last answer of Express with http507. */
export async function runScenario({ label, act }: Pick<Scenario, 'label' | 'act'>): Promise<void> {
  if (isBusy.value) return;
  isBusy.value = true;
  announcement.value = `${label}: running.`;
  try {
    const ids = await act();
    announcement.value = `${label}: ${summarize(ids)}.`;
    // The newest lane is the first one.
    const shown = lanes.value.find(({ id, service }) => ids.includes(id) && service === 'express-with');
    if (shown) selectedId.value = shown.id;
  } catch (error) {
    announcement.value = `${label}: ${(error as Error).message}`;
  } finally {
    isBusy.value = false;
  }
}

/** Returns how often each outcome occurred, with http507 and without. */
function summarize(ids: readonly string[]): string {
  const done = lanes.value.filter(({ id }) => ids.includes(id));
  if (done.length === 0) return 'done';
  return (['with', 'without'] as const)
    .map((variant) => {
      const counts = new Map<string, number>();
      for (const lane of done.filter(({ service }) => service.endsWith(`-${variant}`))) {
        const { label } = outcomeOf(lane);
        counts.set(label, (counts.get(label) ?? 0) + 1);
      }
      return `${[...counts].map(([outcome, count]) => `${count} × ${outcome}`).join(', ')} ${variant} http507`;
    })
    .join('; ');
}
