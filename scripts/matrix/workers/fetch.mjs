import { StorageExhaustedError, storageExhausted } from '@http507/fetch';

import { fail } from './fail.mjs';

export default {
  fetch: storageExhausted((request) => fail(request, StorageExhaustedError), { logger: false }),
};
