import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

type WriteCallback = (error?: Error | null) => void;

/**
 * Makes a socket read on after a write has failed because the server has reset the connection.
 *
 * Node destroys the socket then, and with it a response that has arrived but is still unread (nodejs/node#54366). Here the failed write stays
 * unfinished, so that nothing more is written, and the end of what arrived, or the error behind it, closes the socket.
 *
 * @returns a function that undoes it
 */
export function readOn(socket: Socket): () => void {
  const { prototype } = socket instanceof TLSSocket ? TLSSocket : Socket;
  let finishWrite: (() => void) | undefined;
  const hold =
    (callback: WriteCallback): WriteCallback =>
    (error) => {
      const finish = (): void => callback(error);
      if (isReset(error) && socket.readable) finishWrite = finish;
      else finish();
    };
  const onEnd = (): void => finishWrite?.();
  socket._write = (chunk, encoding, callback) =>
    prototype._write.call(socket, chunk, encoding, hold(callback));
  socket._writev = (chunks, callback) => prototype._writev?.call(socket, chunks, hold(callback));
  socket.once('end', onEnd);
  return () => {
    Reflect.deleteProperty(socket, '_write');
    Reflect.deleteProperty(socket, '_writev');
    socket.off('end', onEnd);
  };
}

function isReset(error: NodeJS.ErrnoException | null | undefined): boolean {
  return error?.code === 'EPIPE' || error?.code === 'ECONNRESET';
}
