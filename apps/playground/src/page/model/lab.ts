import { signal } from '@preact/signals';

import type { LabStepText } from '../../protocol.ts';
import { get } from './gateway.ts';

/** The steps of the lab. Empty until they have been loaded. */
export const steps = signal<readonly LabStepText[]>([]);

/** Why the steps are missing; empty if they are not. */
export const loadProblem = signal('');

/** Loads the steps of the lab. Never rejects. */
export async function loadSteps(): Promise<void> {
  loadProblem.value = '';
  try {
    steps.value = await get<readonly LabStepText[]>('lab');
  } catch (error) {
    loadProblem.value = (error as Error).message;
  }
}
