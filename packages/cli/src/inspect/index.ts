export { aboutStorage } from './about-storage.ts';
export { type AnsweredBy, answeredBy } from './answered-by.ts';
export { describeRequest } from './describe-request.ts';
export type {
  Answered,
  Exchange,
  Failure,
  Header,
  Manner,
  Protocol,
  RecordedAnswer,
  RecordedBody,
  RecordedRequest,
  Recording,
} from './exchange.ts';
export { type Finding, type FindingEvidence, judge } from './judge.ts';
export type { Evidence, Rule, Severity } from './rule.ts';
export { RULES } from './rules.ts';
