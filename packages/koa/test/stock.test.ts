import http from 'node:http';

import { listen } from '@http507/conformance';
import { StorageExhaustedError } from '@http507/koa';
import { describe, expect, test } from 'vitest';

import { MAJORS } from './majors.ts';

// Koa assigns a status to each error that it catches. An error that throws on this would end the process.
describe.each(MAJORS)('without the middleware, $major', ({ Koa }) => {
  test('answers 507 by itself and does not send the note', async () => {
    const app = new Koa();
    app.silent = true;
    app.use(() => {
      throw new StorageExhaustedError('a note');
    });
    const response = await fetch(await listen(http.createServer(app.callback())));
    expect(response.status).toBe(507);
    expect(await response.text()).toBe('Insufficient Storage');
  });
});
