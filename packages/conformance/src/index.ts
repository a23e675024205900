export { CASES } from './cases.ts';
export type { ConformanceCase } from './conformance-case.ts';
export { describeConformance } from './describe-conformance.ts';
export type { RouteContext, Scenario, Subject } from './subject.ts';
