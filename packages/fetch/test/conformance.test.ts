import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { describeConformance, type Scenario, type Subject } from '@http507/conformance';
import { storageExhausted, storageExhaustedErrorHandler } from '@http507/fetch';
import { type Context, Hono } from 'hono';
import { respond } from './respond.ts';

type Fetch = (request: Request) => Response | Promise<Response>;

/** Serves a fetch handler on Node and answers 500 if the handler rejects. */
function serve(handler: Fetch, { onForeign, http2: overHttp2 }: Scenario): ServerType {
  const application: Fetch = async (request) => {
    try {
      return await handler(request);
    } catch (thrown) {
      onForeign?.(thrown);
      return new Response(null, { status: 500 });
    }
  };
  const createServer = overHttp2 ? http2.createServer : http.createServer;
  return createAdaptorServer({
    fetch: application,
    createServer: createServer as never,
    // HTTP/1.0 allows a request without a host.
    hostname: 'localhost',
  });
}

/** The options of a case, with callbacks that get what every Node framework passes to them. */
function optionsOf({ options = {} }: Scenario, urlOf: (request: never) => string) {
  const asNode = (callback: unknown): unknown =>
    typeof callback === 'function'
      ? (request: never) => callback({ url: new URL(urlOf(request)).pathname })
      : callback;
  const { requestId, profile, ...rest } = options;
  return { logger: false, ...rest, requestId: asNode(requestId), profile: asNode(profile) } as object;
}

function versionOf(name: string): string {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

const bare = {
  name: 'a fetch handler on @hono/node-server 2',
  version: versionOf('@hono/node-server'),
  http2: true,
  async createServer(scenario: Scenario) {
    const handler = (request: Request): Promise<Response> => respond(scenario.route, request);
    const options = optionsOf(scenario, (request: Request) => request.url);
    return serve(storageExhausted(handler, options), scenario);
  },
};

const hono = {
  name: 'hono 4',
  version: versionOf('hono'),
  http2: true,
  async createServer(scenario: Scenario) {
    const app = new Hono();
    app.onError(
      storageExhaustedErrorHandler<Context>({
        ...optionsOf(scenario, (context: Context) => context.req.url),
        otherwise(error, context) {
          scenario.onForeign?.(error);
          return context.body(null, 500);
        },
      }),
    );
    // Hono answers HEAD like GET.
    app[scenario.getOnly ? 'get' : 'all']('*', (context) =>
      respond(scenario.route, context.req.raw, (name, value) => {
        for (const [index, one] of [value].flat().entries()) context.header(name, one, { append: index > 0 });
      }),
    );
    return serve((request) => app.fetch(request), scenario);
  },
};

const UP_TO_THE_BRIDGE =
  'whether the client has its answer before its connection is closed, the bridge decides, and not alike each time';

const LACKS: Subject['lacks'] = {
  guard: 'there is no guard for fetch handlers',
  'after-headers.reported': 'what breaks a body is told to the runtime alone',
  'callbacks.diagnostics-channel': "the channel is Node's",
  'http2.upload': UP_TO_THE_BRIDGE,
  'delivery.refused': UP_TO_THE_BRIDGE,
  'delivery.midway': UP_TO_THE_BRIDGE,
  'delivery.http10-proxy': UP_TO_THE_BRIDGE,
  'delivery.nginx': UP_TO_THE_BRIDGE,
  'delivery.connection-close': UP_TO_THE_BRIDGE,
};

const EXCEPTIONS: Subject['exceptions'] = {
  'callbacks.response-first': 'no event reports when a Response has been sent',
};

const NO_RESPONSE = 'a handler that throws leaves no response behind, nor what it has set on one';

describeConformance(
  {
    ...bare,
    lacks: LACKS,
    exceptions: {
      ...EXCEPTIONS,
      'request-id.callback-fails': NO_RESPONSE,
      'request-id.announced': NO_RESPONSE,
      'headers.kept': NO_RESPONSE,
      'headers.vary': NO_RESPONSE,
      'profile.present': NO_RESPONSE,
    },
  },
  2,
);
describeConformance({ ...hono, lacks: LACKS, exceptions: EXCEPTIONS }, 4);
