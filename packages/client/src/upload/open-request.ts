import http, { type Agent, type ClientRequest } from 'node:http';
import https from 'node:https';

import type { PreparedUpload } from './prepare-upload.ts';
import { readOn } from './read-on.ts';

/** How an upload is sent. */
export interface Transport {
  readonly agent: Agent | undefined;
  /** Whether to wait until the server asks for the body. */
  readonly expects: boolean;
}

/**
 * Sends the head of a request.
 *
 * @throws TypeError if Node does not accept the method or a header
 */
export function openRequest(
  { url, method, headers, totalBytes }: PreparedUpload,
  { agent, expects }: Transport,
): ClientRequest {
  const framing =
    totalBytes === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': totalBytes };
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    method,
    headers: { ...Object.fromEntries(headers), ...framing, ...(expects && { expect: '100-continue' }) },
    // A connection of its own cannot be one that the server is about to close, after which a stream could not be sent again.
    agent: agent ?? false,
  });
  request.once('socket', (socket) => {
    request.once('close', readOn(socket));
  });
  request.flushHeaders();
  return request;
}
