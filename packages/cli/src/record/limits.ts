/** How much of an answer's headers is read, in bytes. Interim responses count. */
export const MAX_HEAD = 65_536;

/** How much of an answer's body is read, in bytes. */
export const MAX_BODY = 65_536;
