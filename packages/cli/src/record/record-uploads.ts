import { aboutStorage } from '../inspect/about-storage.ts';
import type { Manner } from '../inspect/exchange.ts';
import type { Recorder } from './recorder.ts';

/** How many uploads tell whether answers arrive. */
const UPLOADS = 5;

/** Makes large uploads, each in every manner. One is enough if it is not answered with a 507 or the like. */
export async function recordUploads(recorder: Recorder, method: string, bodyBytes: number): Promise<void> {
  await uploadRepeatedly(recorder, method, bodyBytes, 'reads-while-sending');
  if (!isAboutStorage(recorder, method)) return;
  await uploadRepeatedly(recorder, method, bodyBytes, 'reads-after-sending');
  await recorder.ask({ method, bodyBytes, manner: 'expects-continue' });
  await recorder.ask({ method, bodyBytes, manner: 'reads-while-sending', protocol: 'HTTP/2' });
}

async function uploadRepeatedly(
  recorder: Recorder,
  method: string,
  bodyBytes: number,
  manner: Manner,
): Promise<void> {
  for (let count = 0; count < UPLOADS; count += 1) {
    const exchange = await recorder.ask({ method, bodyBytes, manner });
    // Another one that waits in vain would only cost time.
    if (exchange?.failure?.kind === 'timeout' || !isAboutStorage(recorder, method)) return;
  }
}

function isAboutStorage(recorder: Recorder, method: string): boolean {
  return aboutStorage(recorder).some(({ request }) => request.method === method);
}
