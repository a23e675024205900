import { StorageExhaustedError, StorageExhaustedFilter, StorageExhaustedModule } from '@http507/nestjs';
import type { DynamicModule, ExceptionFilter } from '@nestjs/common';

export const root: DynamicModule = StorageExhaustedModule.forRoot({ logger: false });
export const filter: ExceptionFilter = new StorageExhaustedFilter();
export const error: Error = new StorageExhaustedError('note', { kind: 'disk' });
// @ts-expect-error: there is no such option, so the types are not `any`.
export const wrong = StorageExhaustedModule.forRoot({ logger: 'no' });
