// Runs nginx with the arguments of this process, and ends it when the gateway ends, even if that is killed. nginx itself would not notice.
import { spawn } from 'node:child_process';

// Before there is an nginx, so that no signal ends this process alone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
process.once('disconnect', stop);

const nginx = spawn('nginx', process.argv.slice(2), { stdio: ['ignore', 'ignore', 'inherit'] });
nginx.once('error', ({ message }) => console.error(message));
nginx.once('close', () => process.exit());
// The gateway has ended while this process loaded.
if (!process.connected) stop();

function stop(): void {
  nginx.kill('SIGKILL');
}
