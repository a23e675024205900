import { readdirSync } from 'node:fs';
import http from 'node:http';
import { listen, mountFullVolume } from '@http507/conformance';
import { storageExhaustedHandler } from '@http507/express';
import multer from 'multer';
import { afterAll, describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

const volume = mountFullVolume();
if (typeof volume !== 'string') afterAll(volume.remove);

describe.each(MAJORS)('multer in $major', ({ express }) => {
  const title = 'a file that does not fit on the volume gets a 507';
  if (typeof volume === 'string') {
    test.skip(`${title} (skipped: ${volume})`);
    return;
  }

  test(title, async () => {
    const application = express();
    application.post('/', multer({ dest: volume.folder }).single('file'), (_request, response) => {
      response.sendStatus(201);
    });
    application.use(storageExhaustedHandler({ logger: false }));
    const origin = await listen(http.createServer(application));
    const send = (size: number): Promise<Response> => {
      const body = new FormData();
      body.set('file', new Blob([new Uint8Array(size)]), 'file.bin');
      return fetch(origin, { method: 'POST', body });
    };
    const refused = await send(1024 * 1024);
    expect(refused.status).toBe(507);
    expect(await refused.json()).toMatchObject({ status: 507, reason: 'capacity' });
    // multer has removed its part, so a small file fits.
    expect((await send(1024)).status).toBe(201);
    expect(readdirSync(volume.folder).length).toBeGreaterThan(0);
  });
});
