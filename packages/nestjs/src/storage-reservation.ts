import { reservationOf } from '@http507/node';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Gives a handler the reservation of its upload. */
export const StorageReservation: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => reservationOf(context.switchToHttp().getRequest<object>()),
);
