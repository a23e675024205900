import { exhaustedError, simulateEnospc } from '@http507/example-store';
import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';

/** The routes that fail on purpose, and the one that tells that the service is up. */
@Controller()
export class StatusController {
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
