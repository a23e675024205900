import { createResponder, StorageExhaustedError } from '@http507/core';

import { fail } from './fail.mjs';

const responder = createResponder();

export default {
  fetch(request) {
    try {
      return fail(request, StorageExhaustedError);
    } catch (thrown) {
      const { method, headers } = request;
      const facts = {
        request,
        method,
        accept: headers.get('accept'),
        inboundId: headers.get('x-request-id'),
      };
      const reply = responder.reply(responder.describe(responder.recognize(thrown), facts), facts);
      return new Response(reply.body, { status: reply.status, headers: reply.headers });
    }
  },
};
