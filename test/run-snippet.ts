import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { transform } from 'esbuild';

import { accepts, freePort } from '../packages/conformance/src/free-port.ts';

/** Folders in which the packages of a snippet can be imported. */
const FOLDERS: Readonly<Record<string, string>> = {
  express: '../examples/express',
  fastify: '../examples/fastify',
  koa: '../examples/koa',
  nestjs: '../examples/nestjs',
  node: '../packages/node',
  hono: '../packages/fetch',
  core: '../packages/core',
  'guard brief': '../packages/express',
  'guard express': '../packages/express',
  'guard fastify': '../packages/fastify',
  'guard koa': '../packages/koa',
  'guard nestjs': '../packages/nestjs',
  'guard node': '../packages/node',
};

/** The answer of the snippet's server. */
export interface SnippetAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Runs a snippet that listens on port 3000 on another port. Resolves to its answer to an upload, after another client has disconnected. */
export function uploadToSnippet(tag: string, code: string): Promise<SnippetAnswer> {
  return withListeningSnippet(tag, code, async (port) => {
    await breakOffUpload(port, 'PUT /files/photo.jpg', '');
    return upload(port);
  });
}

/** Runs a snippet that listens on port 3000 on another port until `use` settles. `folder` is its working directory. */
export async function withListeningSnippet<T>(
  tag: string,
  code: string,
  use: (port: number, folder: string) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  return withSnippet(tag, code.replaceAll('3000', String(port)), async (server, folder) => {
    const complaints = text(server.stderr);
    while (!(await accepts(port))) {
      if (server.exitCode !== null) throw new Error(`the snippet ended: ${await complaints}`);
    }
    return use(port, folder);
  });
}

/**
 * Sends the beginning of an upload of 10 bytes and disconnects. Resolves when the server has closed the connection too.
 *
 * @param route - the method and the path
 */
export async function breakOffUpload(port: number, route: string, beginning: string): Promise<void> {
  const socket = net.connect({ port, host: '127.0.0.1' });
  const headers = 'Host: a\r\nX-Account: ann\r\nContent-Type: image/jpeg\r\nContent-Length: 10';
  socket.end(`${route} HTTP/1.1\r\n${headers}\r\n\r\n${beginning}`).resume();
  await once(socket, 'close');
}

/** Runs a snippet to its end and resolves to its output. */
export function printFromSnippet(tag: string, code: string): Promise<string> {
  return withSnippet(tag, code, (program) => text(program.stdout));
}

async function withSnippet<T>(
  tag: string,
  code: string,
  use: (program: ChildProcessByStdio<null, Readable, Readable>, folder: string) => Promise<T>,
): Promise<T> {
  const { code: script } = await transform(code, {
    loader: 'ts',
    format: 'esm',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, verbatimModuleSyntax: true } },
  });
  const folder = await mkdtemp(
    join(fileURLToPath(new URL(FOLDERS[tag] as string, import.meta.url)), '.snippet-'),
  );
  const file = join(folder, 'snippet.mjs');
  await writeFile(file, script);
  const program = spawn(process.execPath, [file], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(program, 'exit');
  try {
    return await use(program, folder);
  } finally {
    program.kill();
    await exit;
    await rm(folder, { recursive: true });
  }
}

function upload(port: number): Promise<SnippetAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      port,
      host: '127.0.0.1',
      method: 'PUT',
      path: '/files/photo.jpg',
      headers: { 'X-Request-Id': '9f0c', 'Content-Type': 'image/jpeg' },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        reject,
      );
    });
    request.end('not really a photo');
  });
}
