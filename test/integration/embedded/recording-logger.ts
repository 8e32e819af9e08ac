import type { LocalLogger } from '../../../infra/local/log-codes.ts';

export interface RecordingLogger extends LocalLogger {
  readonly lines: readonly { level: 'info' | 'warn' | 'error'; code: string; fields: object }[];
  codes(): readonly string[];
}

/** A logger that keeps its lines for the test to read. */
export function recordingLogger(): RecordingLogger {
  const lines: { level: 'info' | 'warn' | 'error'; code: string; fields: object }[] = [];
  const at =
    (level: 'info' | 'warn' | 'error') =>
    (code: string, fields: object = {}): void => {
      lines.push({ level, code, fields });
    };
  return {
    lines,
    codes: () => lines.map((line) => line.code),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
}
