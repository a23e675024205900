import type { RouteContext } from './subject.ts';

/** Reads an upload to its end and answers 201. */
export async function storeRoute({ incoming, outgoing }: RouteContext): Promise<void> {
  for await (const _ of incoming);
  answer(outgoing, 201);
}

/** Answers with a status and no body. */
export function answer(outgoing: RouteContext['outgoing'], status: number): void {
  outgoing.statusCode = status;
  outgoing.end();
}
