import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import { readCodeBlocks } from './code-blocks.ts';

const blocks = readCodeBlocks().filter(({ file }) => file === 'docs/operations/logs.md');

function codeWith(word: string): string {
  const [block] = blocks.filter(({ code }) => code.includes(word));
  if (!block) throw new Error(`no snippet with ${word}`);
  return block.code;
}

/** The end of the program whose beginning is the snippet. */
const ROUTE = `
import { writeFile } from 'node:fs/promises';
app.put('/files/:name', () => writeFile('/dev/full', 'x'));
app.use(storageExhaustedHandler());
const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
`;

/** Receives OTLP as JSON, because Debian has no collector. Emits each export by its path, such as /v1/logs. */
async function receive(): Promise<{ url: string; exports: EventEmitter }> {
  const exports = new EventEmitter();
  const server = createServer(async (request, response) => {
    exports.emit(request.url ?? '', await text(request));
    response.setHeader('Content-Type', 'application/json').end('{}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => server.close().closeAllConnections());
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, exports };
}

test('the page of logs: pino writes the trace id, and metrics, the span and the record arrive by OTLP', async () => {
  const folder = await mkdtemp(
    fileURLToPath(new URL('../packages/opentelemetry/.snippet-', import.meta.url)),
  );
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'instrumentation.mjs'), codeWith('NodeSDK'));
  const program = codeWith('genReqId').replace('app.use(storageExhaustedHandler());', '');
  await writeFile(join(folder, 'server.mjs'), program + ROUTE);

  const { url, exports } = await receive();
  const server = spawn('node', ['--import', './instrumentation.mjs', 'server.mjs'], {
    cwd: folder,
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRIC_EXPORT_INTERVAL: '100',
      OTEL_METRIC_EXPORT_TIMEOUT: '100',
      OTEL_BSP_SCHEDULE_DELAY: '10',
      OTEL_BLRP_SCHEDULE_DELAY: '10',
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  onTestFinished(async () => {
    server.kill();
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  });
  if (!server.stdout) throw new Error('no standard output');
  const lines = createInterface(server.stdout);
  const [port] = await once(server, 'message');
  const arrived = Promise.all([
    nextWith(exports, '/v1/metrics', 'http507.responses'),
    nextWith(exports, '/v1/traces', 'no space left on device'),
    nextWith(exports, '/v1/logs', 'Storage exhausted: answered 507'),
    nextWith(lines, 'line', 'Storage exhausted: answered 507'),
  ]);
  const response = await fetch(`http://127.0.0.1:${port}/files/a.txt`, {
    method: 'PUT',
    headers: { 'X-Request-Id': '9f0c' },
  });
  expect([response.status, response.headers.get('x-request-id')]).toEqual([507, '9f0c']);
  const [, spans, records, line] = await arrived;
  const { trace_id: traceId, span_id: spanId, ...record } = JSON.parse(line);
  expect(record).toMatchObject({ requestId: '9f0c', status: 507, route: '/files/:name', kind: 'disk' });
  for (const exported of [spans, records]) {
    expect(exported).toContain(`"traceId":"${traceId}"`);
    expect(exported).toContain(`"spanId":"${spanId}"`);
  }
});

/** Resolves to the next event's text that contains a word. */
function nextWith(emitter: NodeJS.EventEmitter, name: string, word: string): Promise<string> {
  return new Promise((resolve) => {
    const onText = (content: string): void => {
      if (!content.includes(word)) return;
      emitter.off(name, onText);
      resolve(content);
    };
    emitter.on(name, onText);
  });
}
