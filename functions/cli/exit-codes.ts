/** What the exit code of a command means; scripts rely on it. */
export const EXIT = {
  /** Everything was done; of an import, every line was accepted. */
  done: 0,
  /** The import came to its end, and some lines were rejected. */
  someRejected: 1,
  /** The command line, the input or the credentials cannot be used as they are. */
  unusable: 2,
  /** Not finished: interrupted, or the service could not be reached. The same command goes on where this one ended. */
  unfinished: 3,
  /** What was verified is not as it was written or signed. */
  notGenuine: 4,
  /** A fault of the program itself (`EX_SOFTWARE` of sysexits.h). */
  fault: 70,
} as const;
