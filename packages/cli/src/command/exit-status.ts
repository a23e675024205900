/** Exit statuses of the command. */
export const EXIT = {
  /** Nothing was found. */
  fine: 0,
  /** There are findings. */
  findings: 1,
  /** The server could not be asked, or the command was called wrongly. */
  notAsked: 2,
} as const;
