import type { ProfileName } from '@http507/core/profiles';
import type { Request } from 'express';

/** Returns the profile for the protocol of a request. */
export function profileOf({ originalUrl }: Pick<Request, 'originalUrl'>): ProfileName | undefined {
  if (originalUrl.startsWith('/s3/')) return 's3';
  return originalUrl.startsWith('/lfs/') ? 'git-lfs' : undefined;
}
