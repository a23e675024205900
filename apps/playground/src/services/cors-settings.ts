/** The origins of the page, which may read the answers. */
export const ORIGINS = (process.env.CORS_ORIGINS ?? '').split(',');

/** The methods and headers that the page sends. */
export const METHODS = ['GET', 'PUT', 'POST', 'DELETE'];
export const HEADERS = ['X-Account', 'X-Request-Id', 'Content-Type'];

/** The page shows every header of an answer. */
export const EXPOSED = '*';
