/**
 * How much of a body is sent before the answer is read, in bytes, by a client that sends first. More than sockets buffer, and less than a
 * server can be expected to discard.
 */
export const SENT_FIRST = 8_000_000;
