import { exhaustedError, FileStore, type GuardUsage, simulateEnospc } from '@http507/example-store';
import { Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';

import { Account } from './account.ts';

/** The routes that fail on purpose, and those that report usage and health. */
@Controller()
export class StatusController {
  constructor(@Inject(FileStore) private readonly store: FileStore) {}

  @Get('usage')
  usage(@Account() account: string): Promise<GuardUsage> {
    return this.store.usage(account);
  }

  @Get('status/507')
  fail(@Query() query: { reason?: unknown; retryAfter?: unknown }): never {
    throw exhaustedError(query);
  }

  @Post('simulate/enospc')
  @HttpCode(204)
  simulate(): Promise<void> {
    return simulateEnospc();
  }

  @Get('health')
  health(): { status: string } {
    return { status: 'ok' };
  }
}
