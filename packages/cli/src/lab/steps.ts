import { headerOf } from '../inspect/headers.ts';
import { judge } from '../inspect/judge.ts';
import type { LabRequest, LabStep } from './lab-step.ts';

const PUT = { method: 'PUT', bodyBytes: 0, manner: 'simple' } as const;

const upload = (query: string, more: Partial<LabRequest> = {}): LabRequest => ({
  ...PUT,
  path: `/status/507${query}`,
  bodyBytes: 1_000_000,
  ...more,
});

/** The steps of the lab, in their order. */
export const STEPS: readonly LabStep[] = [
  {
    id: 'reproduce',
    title: 'Reproduce',
    intro:
      'A user reports that uploads fail. First make it happen yourself, with one request that you can repeat.',
    requests: [upload('')],
    question: 'Which status does the client get?',
    hint: 'It is the number in the first line of the answer.',
    isRight: (reply, [exchange]) => reply === String(exchange?.answer?.status),
    explanation:
      '507 means that the server cannot store the request now (RFC 4918, section 11.5). It is not about the size of the request: that is a 413.',
  },
  {
    id: 'capture',
    title: 'Capture the exchange',
    intro:
      'Keep the whole answer, headers included. One of them leads to the record in the log of the server.',
    requests: [upload('?reason=quota')],
    question: 'Under which request id does the operator find this request in the log?',
    hint: 'Look at the header X-Request-Id, or at requestId in the body.',
    isRight: (reply, [exchange]) =>
      exchange?.answer !== undefined && reply === headerOf(exchange.answer, 'x-request-id'),
    explanation:
      'The log has the path, the cause and the stack under this id. The client sees none of them, so send the id to whoever runs the server.',
  },
  {
    id: 'transport',
    title: 'Tell transport from status',
    intro:
      'A server that answers early and closes the connection can destroy its own answer. Then the client sees a broken connection and no status.',
    requests: [upload('?reset'), upload('')],
    question: 'Which request failed in transport, 1 or 2?',
    hint: 'Only one of them has a status.',
    isRight: (reply, exchanges) => exchanges[Number(reply) - 1]?.failure !== undefined,
    explanation:
      'A client cannot tell a lost 507 from a crash, and usually sends everything again. http507 drains the upload within limits, so that the answer arrives.',
  },
  {
    id: 'hop',
    title: 'Find the hop',
    intro:
      'Between the client and the service there may be proxies. Each of them can answer, or replace an answer.',
    requests: [upload('', { throughProxy: true }), upload('?replaced', { throughProxy: true })],
    question: 'Both requests went through a proxy. Which answer did the proxy make itself, 1 or 2?',
    hint: 'The service sends JSON with a request id. Whose page is the other body?',
    isRight: (reply) => reply === '2',
    explanation:
      'The first answer came through (Via), but the service made it. The second is a page of the proxy: its configuration replaces errors. `http507 doctor` names the setting.',
  },
  {
    id: 'retry',
    title: 'Decide about a retry',
    intro:
      'A request that got a 507 because of what a user did must not be repeated until a user asks for it again (RFC 4918, section 11.5).',
    requests: [upload('?reason=quota'), upload('?retryAfter=120')],
    question:
      'Which request may the client repeat by itself, and after how many seconds? Answer with both numbers, such as: 1 30',
    hint: 'A quota is full until somebody deletes something. Retry-After says when the server expects to have room.',
    isRight: (reply, exchanges) => {
      const answer = exchanges[1]?.answer;
      return answer !== undefined && reply === `2 ${headerOf(answer, 'retry-after')}`;
    },
    explanation:
      'Only a server without room (reason capacity) may have some later by itself. @http507/client waits for Retry-After and then probes with one request.',
  },
  {
    id: 'mend',
    title: 'Mend',
    intro:
      'This server sends the right status, and one header that is wrong. A cache may give this answer to everyone for an hour.',
    requests: [{ ...PUT, method: 'GET', path: '/status/507?cacheable' }],
    question: 'Type the header line as it should be.',
    hint: 'The header is Cache-Control. One directive forbids to store the answer.',
    isRight: (reply, [exchange]) => {
      const [, value] = /^cache-control:(.*)$/i.exec(reply) ?? [];
      if (!exchange?.answer || value === undefined) return false;
      const headers = exchange.answer.headers.map(([name, old]) =>
        name === 'cache-control' ? ([name, value.trim()] as const) : ([name, old] as const),
      );
      const mended = { ...exchange, answer: { ...exchange.answer, headers } };
      const recording = { url: '', time: 0, addedHeaders: [], exchanges: [mended] };
      return judge(recording).every(({ id }) => !id.startsWith('cache.'));
    },
    explanation:
      'With no-store, no cache keeps the answer. `http507 inspect URL` finds this and other mistakes of a server that is out of room.',
  },
];
