export type { OnRequest, SimulatedRequest } from './create-simulator-server.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './start-simulator.ts';
