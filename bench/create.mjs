// Measures creating an error and its reply: the status, the headers and the bytes of the body.
import { STATUS_CODES } from 'node:http';

import { express as errorIqExpress, InsufficientStorage } from '@common-sense/error-iq';
import { Boom } from '@hapi/boom';
import createError from 'http-errors';
import { InsufficientStorageError } from 'http-errors-enhanced';
import { ProblemDocument } from 'http-problem-details';

import { createResponder, StorageExhaustedError } from '../packages/core/dist/index.js';
import { compare } from './compare.mjs';
import { inTurn } from './rounds.mjs';

const ROUNDS = 15;
const CALLS = 10_000;

/** The depth of the stack. A server has more frames than the ten that V8 captures. */
const FRAMES = 12;

const NOTE = 'no room for report.pdf on /srv/files';
const DETAIL = 'There is no room to store this.';

const responder = createResponder();
const facts = { request: undefined, method: 'PUT', accept: '*/*' };

const errorIqHandler = errorIqExpress.errorHandler();

/** The contenders. Each creates a JSON body in its own way. */
const SUBJECTS = {
  'new Error': () => new Error(NOTE),
  http507() {
    const thrown = new StorageExhaustedError(NOTE, { kind: 'disk', resource: '/srv/files' });
    const error = responder.recognize(thrown);
    const event = responder.describe(error, facts);
    const { status, headers, body } = responder.reply(event, facts);
    return { status, headers, body: Buffer.from(body) };
  },
  'http-errors'() {
    const error = createError(507, NOTE);
    const { status, expose, message } = error;
    return json(status, error.headers, { message: expose ? message : STATUS_CODES[status] });
  },
  '@hapi/boom'() {
    const { output } = new Boom(NOTE, { statusCode: 507 });
    return json(output.statusCode, output.headers, output.payload);
  },
  'http-errors-enhanced'() {
    const error = new InsufficientStorageError(NOTE);
    return json(error.status, error.headers, error.serialize());
  },
  'http-problem-details'() {
    // A document is no error, so a plain error is created first.
    const error = Object.assign(new Error(NOTE), { status: 507 });
    const document = new ProblemDocument({ status: error.status, detail: DETAIL });
    return json(document.status, { 'Content-Type': 'application/problem+json' }, document);
  },
  'error-iq'() {
    // Only its handlers create the document of an error.
    const response = new ResponseOfErrorIq();
    errorIqHandler(new InsufficientStorage({ detail: DETAIL }), undefined, response, undefined);
    return json(response.code, response.headers, response.document);
  },
};

class ResponseOfErrorIq {
  headersSent = false;
  headers = {};
  status(code) {
    this.code = code;
  }
  setHeader(name, value) {
    this.headers[name] = value;
  }
  json(document) {
    this.document = document;
  }
}

function json(status, headers, document) {
  const body = Buffer.from(JSON.stringify(document));
  return {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      ...headers,
      'Content-Length': String(body.length),
    },
    body,
  };
}

/** How many times as fast as these http507 should be. */
const TARGETS = { 'new Error': 0.5, '@hapi/boom': 2 };

/** Returns the table's rows. */
export async function benchCreate() {
  for (const [name, action] of Object.entries(SUBJECTS)) {
    const reply = action();
    if (reply instanceof Error) continue;
    if (reply.status !== 507) throw new Error(`${name} answered ${reply.status}`);
    JSON.parse(reply.body);
  }
  const limit = Error.stackTraceLimit;
  try {
    const rows = await benchAll('create and reply', TARGETS);
    Error.stackTraceLimit = 0;
    return [...rows, ...(await benchAll('the same without stacks', {}))];
  } finally {
    Error.stackTraceLimit = limit;
  }
}

async function benchAll(what, targets) {
  const actions = Object.entries(SUBJECTS).map(([name, action]) => [name, () => time(action)]);
  const { http507: ours, ...others } = await inTurn(Object.fromEntries(actions), ROUNDS);
  return Object.entries(others).map(([peer, theirs]) =>
    compare({ what, ours, peer, theirs, unit: 'ns', target: targets[peer], fewer: true }),
  );
}

/** Nanoseconds per call. */
function time(action) {
  return deep(FRAMES, () => {
    const start = process.hrtime.bigint();
    for (let call = 0; call < CALLS; call += 1) last = action();
    return Number(process.hrtime.bigint() - start) / CALLS;
  });
}

/** Stored so that the compiler does not remove the call. */
export let last;

function deep(frames, action) {
  return frames === 0 ? action() : deep(frames - 1, action);
}
