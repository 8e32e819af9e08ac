import { safeError } from '../../shared/runtime/safe-error.ts';
import { attestCommand } from './commands/attest-verify.ts';
import { auditCommand } from './commands/audit-verify.ts';
import { exportTemplateCommand } from './commands/export-template.ts';
import { generateCommand } from './commands/generate.ts';
import { importCommand } from './commands/import.ts';
import { keysCommand } from './commands/keys.ts';
import { operatorsCommand } from './commands/operators.ts';
import { CredentialsRefused, InputError, Interrupted, ServiceError, UsageError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import type { CliIo, Command } from './io.ts';
import { isReaderGone } from './write-out.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  import: importCommand,
  'export-template': exportTemplateCommand,
  generate: generateCommand,
  audit: auditCommand,
  attest: attestCommand,
  operators: operatorsCommand,
  keys: keysCommand,
};

/**
 * Runs a command line.
 *
 * @param argv what stands after the program: the command and its options
 * @returns the exit code, one of {@link EXIT}; nothing is thrown
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    (name === undefined ? io.stderr : io.stdout).write(overview());
    return name === undefined ? EXIT.unusable : EXIT.done;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    io.stderr.write(`There is no such command. Commands: ${Object.keys(COMMANDS).join(', ')}.\n`);
    return EXIT.unusable;
  }
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(command.help);
    return EXIT.done;
  }
  try {
    return await command.run(args, io);
  } catch (error) {
    return explain(error, name, io);
  }
}

function explain(error: unknown, name: string, { stderr, interruption }: CliIo): number {
  if (isReaderGone(error)) return EXIT.done;
  if (error instanceof UsageError) {
    stderr.write(`${error.message}\nSee: npm run -s cli -- ${name} --help\n`);
    return EXIT.unusable;
  }
  if (error instanceof InputError || error instanceof CredentialsRefused) {
    stderr.write(`${error.message}\n`);
    return EXIT.unusable;
  }
  if (interruption.aborted || error instanceof Interrupted) {
    stderr.write('Interrupted.\n');
    return EXIT.unfinished;
  }
  if (error instanceof ServiceError) {
    stderr.write(`${error.message}\nThe same command goes on where this one ended.\n`);
    return EXIT.unfinished;
  }
  if (isFileError(error)) {
    stderr.write(`A file cannot be used: ${error.syscall} failed with ${error.code}.\n`);
    return EXIT.unusable;
  }
  const { name: kind, stack: places = [] } = safeError(error);
  stderr.write(`A fault of this program: ${[kind, ...places].join('\n')}\n`);
  return EXIT.fault;
}

/** No permission, no space and the like. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  const { syscall, code } = (error ?? {}) as NodeJS.ErrnoException;
  return typeof syscall === 'string' && typeof code === 'string';
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const list = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}\n`);
  return `Usage: npm run -s cli -- COMMAND [options]\n\n${list.join('')}\nEach command explains itself: COMMAND --help\n`;
}
