import { inspect } from 'node:util';

import type { Log } from '@http507/node';
import { Logger } from '@nestjs/common';

const logger = new Logger('http507');

/** Writes one record through Nest's logger. */
export const log: Log = ({ err, ...record }, message) => {
  // As text, because Nest 10 writes records as JSON, which leaves of an error neither stack nor cause.
  logger.error({ message, ...record, ...(err !== undefined && { err: inspect(err) }) });
};
