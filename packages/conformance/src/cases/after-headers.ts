import { strict as assert } from 'node:assert';

import { type ExhaustedEvent, StorageExhaustedError } from '@http507/core';
import type { Outgoing } from '@http507/node';

import { request } from '../clients/request.ts';
import { requestHttp2 } from '../clients/request-http2.ts';
import { Collector } from '../collector.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import type { Scenario, Subject } from '../subject.ts';
import { withServer } from '../with-server.ts';

/** Storage runs out in the middle of a response. */
export const afterHeadersCases: readonly ConformanceCase[] = [
  {
    id: 'after-headers.chunked',
    must: 'MUST cut off a chunked response so that the client sees that it is incomplete',
    check: (subject) => expectCut(subject, {}),
  },
  {
    id: 'after-headers.content-length',
    must: 'MUST cut off a response with a Content-Length, and not leave the client waiting',
    check: (subject) => expectCut(subject, { 'Content-Length': '1000' }),
  },
  {
    id: 'after-headers.http2',
    must: 'MUST reset the HTTP/2 stream with INTERNAL_ERROR and keep the session',
    needs: 'http2',
    check: (subject) =>
      withServer(subject, { ...halfway({}), http2: true }, async ({ origin }) => {
        const answer = await requestHttp2(origin, { ':path': '/' });
        assert.equal(answer.status, 200);
        assert.equal(answer.rstCode, 2);
        assert.ok(answer.sessionLives);
      }),
  },
  {
    id: 'after-headers.reported',
    must: 'MUST report the error although no 507 can be sent',
    async check(subject) {
      const log = new Collector<ExhaustedEvent>();
      const options = { logger: false, onExhausted: log.add };
      await withServer(subject, { ...halfway({}), options }, async ({ origin }) => {
        await assert.rejects(request(origin));
      });
      assert.ok((await log.first()).error instanceof StorageExhaustedError);
      assert.equal(log.items.length, 1);
    },
  },
];

function halfway(headers: Record<string, string>): Scenario {
  return {
    async route({ outgoing }) {
      outgoing.writeHead(200, headers);
      await writeOut(outgoing, 'the first part');
      throw new StorageExhaustedError();
    },
  };
}

/** Writes a part of the body and resolves once it has been flushed, so that it reaches the client before the error. */
async function writeOut(outgoing: Outgoing, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    (outgoing as { write(chunk: string, callback: () => void): void }).write(text, resolve);
  });
}

function expectCut(subject: Subject, headers: Record<string, string>): Promise<void> {
  return withServer(subject, halfway(headers), async ({ origin }) => {
    await assert.rejects(request(origin), /aborted|ECONNRESET|premature close/i);
    // The server still runs.
    await assert.rejects(request(origin), /aborted|ECONNRESET|premature close/i);
  });
}
