import { createHandler } from './handler.mjs';

export default {
  fetch: createHandler({
    // The only way to set a Content-Length in workerd.
    '/midway-with-length': () => {
      const { readable, writable } = new FixedLengthStream(1000);
      const writer = writable.getWriter();
      writer
        .write(new TextEncoder().encode('the first part'))
        .then(() => writer.abort(new Error('no more room')));
      return new Response(readable);
    },
  }),
};
