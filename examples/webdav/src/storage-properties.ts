import { recognize } from '@http507/core';
import { quotaProperties } from '@http507/guard';
import { Properties } from '@nephele/adapter-file-system';
import { PropertyNotFoundError } from 'nephele';

import type { StorageResource } from './storage-resource.ts';

type Instructions = Parameters<Properties['runInstructions']>[0];

/** Properties with the quota of the account (RFC 4331). */
export class StorageProperties extends Properties {
  declare resource: StorageResource;

  override async get(name: string): Promise<Awaited<ReturnType<Properties['get']>>> {
    if (name !== 'quota-available-bytes' && name !== 'quota-used-bytes') return await super.get(name);
    const { guard, account } = this.resource.adapter;
    const bytes = (await quotaProperties(guard, account))[name];
    if (Number.isFinite(bytes)) return String(bytes);
    throw new PropertyNotFoundError(`${name} property doesn't exist on resource.`);
  }

  /** Throws when there is no room, because nephele would answer 207 with a status of 500. */
  override async runInstructions(instructions: Instructions) {
    const errors = await super.runInstructions(instructions);
    for (const [, error] of errors ?? []) if (recognize(error)) throw error;
    return errors;
  }
}
