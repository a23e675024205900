export { Http507Instrumentation } from './http507-instrumentation.ts';
