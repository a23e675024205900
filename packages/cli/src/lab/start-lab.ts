import type { Exchange } from '../inspect/exchange.ts';
import { startSimulator } from '../simulate/start-simulator.ts';
import type { LabStep } from './lab-step.ts';
import { runRequests } from './run-requests.ts';
import { startLabProxy } from './start-lab-proxy.ts';
import { STEPS } from './steps.ts';

/** The running servers of the lab. */
export interface Lab {
  /** The steps, in their order. */
  readonly steps: readonly LabStep[];
  /** Makes the requests of a step, one after the other. Never rejects: what goes wrong is recorded. */
  run(step: LabStep): Promise<Exchange[]>;
  /** Stops the servers and closes all connections. */
  close(): Promise<void>;
}

/** Starts the servers of the lab on 127.0.0.1: a simulator and a proxy. They do not keep the process alive. */
export async function startLab(): Promise<Lab> {
  const simulator = await startSimulator();
  const proxy = await startLabProxy(simulator.url);
  return {
    steps: STEPS,
    run: (step) => runRequests(step, { simulator: simulator.url, proxy: proxy.url }),
    async close() {
      proxy.close();
      await simulator.close();
    },
  };
}
