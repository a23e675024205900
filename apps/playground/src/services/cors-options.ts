/** The origins of the page. */
export const ORIGINS = (process.env.CORS_ORIGINS ?? '').split(',');

/** Permits the page to send its requests, and to read every header of the answers. */
export const CORS_OPTIONS = {
  origin: ORIGINS,
  methods: ['GET', 'PUT', 'POST', 'DELETE'],
  allowedHeaders: ['X-Account', 'X-Request-Id', 'Content-Type'],
  exposedHeaders: '*',
};
