import type { Socket } from 'node:net';

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
  const { _write: write, _writev: writev } = socket;
  let finishWrite: (() => void) | undefined;
  const hold =
    (callback: WriteCallback): WriteCallback =>
    (error) => {
      const finish = (): void => callback(error);
      if (isReset(error) && socket.readable) finishWrite = finish;
      else finish();
    };
  const onEnd = (): void => finishWrite?.();
  socket._write = (chunk, encoding, callback) => write.call(socket, chunk, encoding, hold(callback));
  if (writev) socket._writev = (chunks, callback) => writev.call(socket, chunks, hold(callback));
  socket.once('end', onEnd);
  return () => {
    Object.assign(socket, { _write: write, _writev: writev });
    socket.off('end', onEnd);
  };
}

function isReset(error: NodeJS.ErrnoException | null | undefined): boolean {
  return error?.code === 'EPIPE' || error?.code === 'ECONNRESET';
}
