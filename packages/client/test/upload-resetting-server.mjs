// Answers uploads in the middle and closes the connection with the rest unread, which resets it. In a process of its own, because the client
// then writes while the connection is being reset.
import net from 'node:net';
import tls from 'node:tls';

const BODY = '{"status":507,"reason":"capacity","temporary":true,"requestId":"9f0c","retryAfter":60}';
const ANSWER = `HTTP/1.1 507 Insufficient Storage\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\nConnection: close\r\n\r\n${BODY}`;

process.once('message', (certificate) => {
  const server = certificate ? tls.createServer(certificate) : net.createServer();
  server.on(certificate ? 'secureConnection' : 'connection', answer);
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
});

function answer(socket) {
  let received = 0;
  socket.on('error', () => undefined);
  socket.once('data', () => socket.write('HTTP/1.1 100 Continue\r\n\r\n'));
  socket.on('data', function count(chunk) {
    received += chunk.length;
    if (received < 300_000) return;
    socket.off('data', count).pause();
    socket.write(ANSWER, () => socket.destroy());
  });
}
