import { inspect } from 'node:util';

import type { Log } from '@http507/node';
import { Logger } from '@nestjs/common';

const logger = new Logger('http507');

/** Writes one record with Nest's logger. */
export const log: Log = ({ err, ...record }, message) => {
  // As text, because Nest 10 writes records as JSON, which omits the stack and the cause of errors.
  logger.error({ message, ...record, ...(err !== undefined && { err: inspect(err) }) });
};
