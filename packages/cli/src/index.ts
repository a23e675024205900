export { InspectError } from './inspect-error.ts';
export type { InspectOptions } from './inspect-options.ts';
export { type InspectReport, inspect } from './inspect-url.ts';
export type { LabRequest, LabStep } from './lab/lab-step.ts';
export { type Lab, startLab } from './lab/start-lab.ts';
export type { Limits as RecordLimits, Plan as RecordPlan } from './record/plan.ts';
export { recordExchange } from './record/record-exchange.ts';
