export { CASES } from './cases.ts';
export type { ConformanceCase } from './conformance-case.ts';
export { reasonToSkip } from './reason-to-skip.ts';
export type { RouteContext, Scenario, Subject } from './subject.ts';
