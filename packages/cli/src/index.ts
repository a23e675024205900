export { InspectError } from './inspect-error.ts';
export type { InspectOptions } from './inspect-options.ts';
export { type InspectReport, inspect } from './inspect-url.ts';
