import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';

import {
  CAPACITY_BYTES,
  type Framework,
  type OperatorReport,
  QUOTA_BYTES,
  type ServiceId,
  type ServiceState,
  type Variant,
} from '../protocol.ts';
import { MEASURE, type ServiceMessage } from '../services/service-message.ts';
import { restartDelay } from './restart-delay.ts';
import type { Volume } from './volume.ts';

/** How much of one piece of output is passed on, in characters. */
const MAX_TEXT = 5_000;

/** How long a service may take to end, in milliseconds. */
const GRACE = 1_000;

/** Settings that a service must not inherit. NODE_ENV changes how frameworks report errors. */
const OWN_SETTINGS = ['HOST', 'DATA_DIR', 'LEASE_SECONDS', 'REDIS_URL', 'DATABASE_URL', 'NODE_ENV'];

/** Where a service runs. */
export interface ServiceSettings {
  readonly framework: Framework;
  readonly variant: Variant;
  readonly volume: Volume;
  /** 0 for any free port. */
  readonly port: number;
  /** The origins of the page. */
  readonly pageOrigins: readonly string[];
}

/** A service in a process of its own, which is started again when it ends. Emits `report`. */
export class Service extends EventEmitter<{ report: [OperatorReport]; listening: [] }> {
  readonly id: ServiceId;
  readonly framework: Framework;
  readonly variant: Variant;
  readonly volume: Volume;
  origin = '';
  isUp = false;
  readonly #pageOrigins: readonly string[];
  #port: number;
  #child: ChildProcess | undefined;
  #isStopped = false;
  /** How many starts have failed, one after the other. */
  #failedStarts = 0;

  constructor({ framework, variant, volume, port, pageOrigins }: ServiceSettings) {
    super();
    this.id = `${framework}-${variant}`;
    this.framework = framework;
    this.variant = variant;
    this.volume = volume;
    this.#port = port;
    this.#pageOrigins = pageOrigins;
  }

  /**
   * Starts the process and resolves when it listens.
   *
   * @throws Error with the end of its output if it ends before
   */
  async start(): Promise<void> {
    const script = fileURLToPath(
      new URL(`../services/${this.variant}/${this.framework}.js`, import.meta.url),
    );
    const child = fork(script, { env: this.#environment(), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.#child = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-2_000);
        if (this.isUp) this.#report({ type: 'log', service: this.id, text: text.slice(0, MAX_TEXT) });
      });
    }
    child.on('message', (message: ServiceMessage) => this.#receive(message));
    const ended = once(child, 'close').then(([code, signal]) => this.#restart(code ?? signal));
    const waiting = new AbortController();
    try {
      await Promise.race([
        once(this, 'listening', { signal: waiting.signal }),
        ended.then(() => Promise.reject(new Error(`${this.id} ended at its start: ${output}`))),
      ]);
    } finally {
      waiting.abort();
    }
  }

  /** Ends the process at once, as the kernel does when memory runs out. It is started again. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** Ends the process for good, and resolves when it has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE);
    await once(child, 'exit');
    clearTimeout(timer);
  }

  /** Asks the service how much is reserved. */
  measure(): void {
    if (this.isUp && this.#child?.connected) this.#child.send(MEASURE, () => undefined);
  }

  async state(): Promise<ServiceState> {
    const { id, framework, variant, origin, isUp } = this;
    return { id, framework, variant, origin, isUp, volume: await this.volume.read() };
  }

  #environment(): NodeJS.ProcessEnv {
    const { kind, dataDir } = this.volume;
    const environment = { ...process.env };
    for (const name of OWN_SETTINGS) delete environment[name];
    return {
      ...environment,
      PORT: String(this.#port),
      CAPACITY_BYTES: String(CAPACITY_BYTES),
      QUOTA_BYTES: String(QUOTA_BYTES),
      CORS_ORIGINS: this.#pageOrigins.join(','),
      ...(kind !== 'full-device' && { DATA_DIR: dataDir }),
    };
  }

  #receive(message: ServiceMessage): void {
    switch (message.type) {
      case 'listening':
        this.origin = message.origin;
        // The page knows this address, so a new process listens there as well.
        this.#port = Number(new URL(message.origin).port);
        this.isUp = true;
        this.#report({ type: 'process', service: this.id, text: `Process ${this.#child?.pid} listens.` });
        this.emit('listening');
        break;
      case 'reserved':
        this.volume.reservedBytes = message.reservedBytes;
        break;
      case 'answer':
      case 'event':
        this.#report({ ...message, service: this.id });
        break;
    }
  }

  #restart(end: unknown): void {
    this.#failedStarts = this.isUp ? 0 : this.#failedStarts + 1;
    this.isUp = false;
    this.volume.reservedBytes = 0;
    // If it has never listened, whoever has started it is told.
    if (this.#isStopped || this.origin === '') return;
    this.#report({ type: 'process', service: this.id, text: `The process has ended: ${String(end)}.` });
    setTimeout(() => {
      if (!this.#isStopped) this.start().catch((error: Error) => console.error(error.message));
    }, restartDelay(this.#failedStarts));
  }

  #report(report: OperatorReport): void {
    this.emit('report', report);
  }
}
