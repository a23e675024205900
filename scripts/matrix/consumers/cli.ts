import { type InspectOptions, type InspectReport, inspect } from 'http507';
import { type Finding, judge, type Recording } from 'http507/inspect';
import { type Simulator, startSimulator } from 'http507/simulate';

const options: InspectOptions = { methods: ['GET'], timeout: 10, headers: [['accept', '*/*']] };
export const report: Promise<InspectReport> = inspect('http://localhost', options);
export const simulator: Promise<Simulator> = startSimulator({
  port: 0,
  onRequest: ({ url }) => console.log(url),
});

const recording: Recording = { url: 'http://localhost', time: 0, addedHeaders: [], exchanges: [] };
export const findings: Finding[] = judge(recording);
// @ts-expect-error: there is no such option, so the types are not `any`.
export const wrong = inspect('http://localhost', { method: 'GET' });
