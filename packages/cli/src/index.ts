export { InspectError } from './inspect-error.ts';
export type { InspectOptions } from './inspect-options.ts';
export { inspect, type Report } from './inspect-url.ts';
