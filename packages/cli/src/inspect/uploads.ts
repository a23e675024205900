import { aboutStorage } from './about-storage.ts';
import { describeRequest } from './describe-request.ts';
import type { Exchange, Manner, Recording } from './exchange.ts';

/** Large uploads that were made in the same way. */
export interface Uploads {
  /** The request, in words. */
  readonly label: string;
  readonly exchanges: readonly Exchange[];
  /** How many got an answer. */
  readonly answered: number;
}

/** Returns the large uploads of one manner, grouped by method and protocol. Only of methods that are answered with a 507 or the like. */
export function uploadsOf(recording: Recording, manner: Manner): Uploads[] {
  const methods = new Set(aboutStorage(recording).map(({ request }) => request.method));
  const groups = new Map<string, Exchange[]>();
  for (const exchange of recording.exchanges) {
    const { request } = exchange;
    if (request.manner !== manner || !methods.has(request.method)) continue;
    if (exchange.failure?.kind === 'not-offered') continue;
    const label = describeRequest(request);
    groups.set(label, [...(groups.get(label) ?? []), exchange]);
  }
  return [...groups].map(([label, exchanges]) => ({
    label,
    exchanges,
    answered: exchanges.filter(({ answer }) => answer !== undefined).length,
  }));
}
