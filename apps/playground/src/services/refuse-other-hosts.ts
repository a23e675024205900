import { IncomingMessage, type Server, ServerResponse } from 'node:http';

/** The names of this machine. The name of another site can resolve to it, and its page would then be of the same origin. */
const NAMES = ['127.0.0.1', 'localhost'];

/** Answers 403 to each request whose Host is not an address of the server, before its framework or CORS sees it. */
export function refuseOtherHosts(server: Server): void {
  const emit = server.emit.bind(server);
  // Whatever the event is: a request that expects `100 Continue` has one of its own.
  server.emit = (event: string, ...args: unknown[]): boolean => {
    const [request, response] = args;
    if (!(request instanceof IncomingMessage && response instanceof ServerResponse) || isOwn(request))
      return emit(event, ...args);
    response.writeHead(403, { 'Content-Type': 'text/plain' }).end('The Host header names another host.\n');
    return true;
  };
}

function isOwn({ headers, socket }: IncomingMessage): boolean {
  return NAMES.some((name) => headers.host === `${name}:${socket.localPort}`);
}
