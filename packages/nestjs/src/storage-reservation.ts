import { reservationOf } from '@http507/node';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Injects the reservation of the upload into a handler. */
export const StorageReservation: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => reservationOf(context.switchToHttp().getRequest<object>()),
);
