import type { ClientRequest } from 'node:http';
import { TLSSocket } from 'node:tls';

/** How long a request waits for `100 Continue`, in milliseconds. curl waits as long. */
const PATIENCE = 1_000;

/**
 * Resolves when the server asks for the body, when it responds without asking, or a second after the connection is there: servers that know nothing of
 * `Expect` say nothing (RFC 9110, section 10.1.1).
 */
export function awaitContinue(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const proceed = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const start = (): void => {
      timer = setTimeout(proceed, PATIENCE);
    };
    request.once('socket', (socket) => {
      if (socket.connecting) socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', start);
      else start();
    });
    request.once('continue', proceed).once('response', proceed).once('close', proceed);
  });
}
