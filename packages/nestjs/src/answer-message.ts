import { callAndForget, type RequestFacts } from '@http507/core';
import type { ArgumentsHost } from '@nestjs/common';
import { throwError } from 'rxjs';

import type { HandleMessage } from './create-message-handler.ts';

const MESSAGE = 'Insufficient storage';

/**
 * Answers a message or a GraphQL operation in the way of its transport. If it returns undefined, Nest continues with the same error
 * as if no filter had caught it.
 */
export function answerMessage(thrown: unknown, host: ArgumentsHost, handle: HandleMessage): unknown {
  switch (host.getType<string>()) {
    case 'rpc':
      return answerRpc(thrown, host, handle);
    case 'ws':
      return answerWebSocket(thrown, host, handle);
    case 'graphql':
      return answerGraphql(thrown, host, handle);
    default:
      return undefined;
  }
}

function answerRpc(thrown: unknown, host: ArgumentsHost, handle: HandleMessage): unknown {
  const context = host.switchToRpc().getContext<{ getPattern?(): unknown } | undefined>();
  const document = handle(thrown, { request: context, route: textOf(context?.getPattern?.()) });
  return document && throwError(() => document);
}

interface WebSocketClient {
  readonly readyState?: unknown;
  send?(text: string): void;
  emit?(event: string, payload: unknown): void;
}

function answerWebSocket(thrown: unknown, host: ArgumentsHost, handle: HandleMessage): void {
  const client = host.switchToWs().getClient<WebSocketClient>();
  const document = handle(thrown, { request: client, route: textOf(host.switchToWs().getPattern()) });
  if (!document) return;
  const data = { ...document, status: 'error', message: MESSAGE };
  callAndForget(() => {
    // A plain WebSocket has `emit` too, but that only calls its own listeners.
    if (typeof client.readyState === 'number') client.send?.(JSON.stringify({ event: 'exception', data }));
    else client.emit?.('exception', data);
  });
}

interface GraphqlContext {
  readonly req?: HttpRequest;
  readonly reply?: { readonly request?: HttpRequest };
}

interface GraphqlInfo {
  readonly parentType?: { readonly name: string };
  readonly fieldName: string;
}

interface HttpRequest {
  readonly id?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
}

function answerGraphql(thrown: unknown, host: ArgumentsHost, handle: HandleMessage): Error | undefined {
  const [, , context, info] = host.getArgs<[unknown, unknown, GraphqlContext?, GraphqlInfo?]>();
  const document = handle(thrown, {
    ...idsOf(context?.req ?? context?.reply?.request),
    request: context,
    route: info?.parentType && `${info.parentType.name}.${info.fieldName}`,
  });
  if (!document) return undefined;
  const extensions = { ...document, code: 'INSUFFICIENT_STORAGE', http: { status: 507 } };
  // Outside production, Apollo sends the stack to clients.
  return Object.assign(new Error(MESSAGE), { extensions, stack: `Error: ${MESSAGE}` });
}

function idsOf(request: HttpRequest | undefined): Pick<RequestFacts, 'id' | 'inboundId' | 'traceparent'> {
  return {
    id: request?.id,
    inboundId: request?.headers?.['x-request-id'],
    traceparent: request?.headers?.traceparent,
  };
}

function textOf(pattern: unknown): string | undefined {
  return typeof pattern === 'string' ? pattern : undefined;
}
