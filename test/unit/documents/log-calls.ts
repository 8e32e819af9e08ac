/** What a source file logs as a warning or an error. */
export interface LogCalls {
  readonly codes: readonly string[];
  /** Calls whose code is not written out, so that nobody could look it up. */
  readonly unreadable: readonly string[];
}

const CALL =
  /\b(?:\w*[lL]og(?:ger)?)\s*\??\.\s*(?:warn|error)\s*\(\s*(?:'([^']*)'|"([^"]*)"|([^\s][^\n]{0,40}))/g;

/** Finds the calls of `logger.warn` and `logger.error`; comments are not looked at. */
export function findLogCalls(source: string): LogCalls {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g, '');
  const codes: string[] = [];
  const unreadable: string[] = [];
  for (const [, single, double, other] of code.matchAll(CALL)) {
    if (other !== undefined) unreadable.push(other);
    else codes.push((single ?? double) as string);
  }
  return { codes, unreadable };
}
