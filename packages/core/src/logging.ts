export { type LogRecord, logMessage, recordOf, withoutAbsent } from './log-record.ts';
export { StormLimiter, type Summarize } from './storm-limiter.ts';
