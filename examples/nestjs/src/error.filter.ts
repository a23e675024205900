import { errorReply } from '@http507/example-store';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';

/** Answers every error that is not about storage. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { status, body } = errorReply(thrown);
    if (response.headersSent) response.destroy();
    else response.status(status).json(body);
  }
}
