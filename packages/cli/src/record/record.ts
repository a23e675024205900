import { aboutStorage } from '../inspect/about-storage.ts';
import type { Exchange, Recording } from '../inspect/exchange.ts';
import type { Settings } from '../inspect-options.ts';
import { ACCEPT_HTML, hasBody, preflightOf } from './plans.ts';
import { recordUploads } from './record-uploads.ts';
import { Recorder } from './recorder.ts';

/** A recording, and what is missing in it. */
export interface Recorded {
  readonly recording: Recording;
  /** The requests that were not made because the time was up, in words. */
  readonly unasked: readonly string[];
}

/**
 * Makes the requests that tell how a URL answers when storage is exhausted.
 *
 * @throws InspectError if nobody can be asked
 */
export async function record(settings: Settings): Promise<Recorded> {
  const recorder = new Recorder(settings);
  const { methods, bodySize, origin } = settings;
  const silent = new Set<string>();
  for (const method of methods) {
    const exchange = await recorder.ask({ method });
    // A method without any answer would only cost time.
    if (exchange?.failure) silent.add(method);
  }
  for (const method of methods) {
    if (hasBody(method) && !silent.has(method)) await recordUploads(recorder, method, bodySize);
  }
  const answers = aboutStorage(recorder);
  const lead = answers.find(({ request }) => request.method !== 'HEAD') ?? answers[0];
  if (lead) {
    const { method, bodyBytes, manner } = lead.request;
    const ask = { method, bodyBytes, manner };
    await recorder.ask({ ...ask, protocol: 'HTTP/1.0' });
    await recorder.ask({ ...ask, protocol: 'HTTP/2' });
    await recorder.ask({ ...ask, accept: ACCEPT_HTML });
    await recorder.make(preflightOf(settings, method));
    if (origin) await recorder.ask({ ...ask, to: 'origin' });
  }
  return { recording: recordingOf(settings, recorder.exchanges), unasked: recorder.unasked };
}

function recordingOf(settings: Settings, exchanges: readonly Exchange[]): Recording {
  return {
    url: settings.url.href,
    time: Date.now(),
    addedHeaders: settings.headers.map(([name]) => name),
    exchanges,
  };
}
