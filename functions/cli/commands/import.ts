import { existsSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { createCheckpoint } from '../importing/checkpoint.ts';
import { type Judge, judgeByGates, judgeByService } from '../importing/judges.ts';
import { type ImportOutcome, runImport } from '../importing/run-import.ts';
import { summarise } from '../importing/summary.ts';
import { createCsvReader } from '../input/csv.ts';
import { FORMATS, type Format, formatOfName, formatOfText } from '../input/format.ts';
import { createInputIdentity, digestOfFile, type InputIdentity } from '../input/identity.ts';
import { createJsonLinesReader } from '../input/json-lines.ts';
import type { Line, RecordReader } from '../input/line.ts';
import { openFile, openStream, type Source } from '../input/source.ts';
import type { CliIo, Command } from '../io.ts';
import { oneOf, readOptions, wholeNumber } from '../options.ts';
import { createCall } from '../service/call.ts';
import { type Connection, readConnection } from '../service/connection.ts';
import { createListChanges } from '../service/list-changes.ts';
import { createTokens } from '../service/tokens.ts';
import { importHelp } from './import-help.ts';

const OPTIONS = {
  check: { type: 'boolean' },
  format: { type: 'string' },
  url: { type: 'string' },
  'token-url': { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  'source-id': { type: 'string' },
  checkpoint: { type: 'string' },
  rejections: { type: 'string' },
  restart: { type: 'boolean' },
  concurrency: { type: 'string' },
  'give-up-after': { type: 'string' },
} as const;

type Options = ReturnType<typeof readOptions<typeof OPTIONS>>['values'];

const STANDARD_INPUT = '-';
/** Stands in for ids that nobody will see. */
const ID_WHILE_CHECKING = '00000000-0000-8000-8000-000000000000';

/** Sends the orders of a file to the service, or with `--check` looks what it would say to them. */
export const importCommand: Command = {
  summary: 'send orders from a file (JSON Lines or CSV, perhaps gzip) to the service',
  help: importHelp,
  async run(args, io) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const [path] = positionals;
    if (path === undefined || positionals.length !== 1) {
      throw new UsageError('Name one file to import, or - for standard input.');
    }
    const files = filesOf(path, values);
    const format = values.format === undefined ? undefined : oneOf('--format', values.format, FORMATS);
    const outcome = values.check
      ? await check(path, format, files, io)
      : await send(path, format, files, values, io);
    io.stdout.write(summarise(outcome, { ...files, isCheck: values.check === true }));
    if (!outcome.complete) return EXIT.unfinished;
    return outcome.state.rejected > 0 ? EXIT.someRejected : EXIT.done;
  },
};

interface Files {
  readonly rejectionsPath: string;
  /** Undefined where a run cannot be resumed. */
  readonly checkpointPath: string | undefined;
}

function filesOf(path: string, values: Options): Files {
  const isStream = path === STANDARD_INPUT;
  const rejectionsPath = values.rejections ?? `${isStream ? 'standard-input' : path}.rejected.csv`;
  const checkpointPath = values.checkpoint ?? (isStream ? undefined : `${path}.checkpoint.json`);
  if (isStream && checkpointPath !== undefined && values['source-id'] === undefined) {
    throw new UsageError('With --checkpoint, standard input needs a name that stays the same: --source-id.');
  }
  if (!isStream && values['source-id'] !== undefined) {
    throw new UsageError('The option --source-id is for standard input: a file is known by what it holds.');
  }
  if (new Set([path, rejectionsPath, checkpointPath]).size < 3) {
    throw new UsageError('The input, --checkpoint and --rejections must be three different files.');
  }
  if (!values.check) return { rejectionsPath, checkpointPath };
  if (values.rejections === undefined && checkpointPath !== undefined && existsSync(checkpointPath)) {
    throw new UsageError(
      `An interrupted import keeps its rejections in ${rejectionsPath}: give --rejections another name for this check.`,
    );
  }
  return { rejectionsPath, checkpointPath: undefined };
}

async function check(
  path: string,
  format: Format | undefined,
  { rejectionsPath }: Files,
  io: CliIo,
): Promise<ImportOutcome> {
  const plan = { judge: judgeByGates(io.clock), concurrency: 1, restart: false, checkpoint: undefined };
  return await withSource(path, io, (source) => {
    const readerFor = readersFor(path, format, () => ID_WHILE_CHECKING);
    return runImport({ ...plan, source, readerFor, rejectionsPath }, io);
  });
}

async function send(
  path: string,
  format: Format | undefined,
  { rejectionsPath, checkpointPath }: Files,
  values: Options,
  io: CliIo,
): Promise<ImportOutcome> {
  const connection = readConnection(values, io.env);
  const giveUpAfterMs = wholeNumber('--give-up-after', values['give-up-after'] ?? '120', 1, 86_400) * 1_000;
  const concurrency = wholeNumber('--concurrency', values.concurrency ?? '4', 1, 32);
  const judge = serviceJudge(connection, giveUpAfterMs, io);
  return await withSource(path, io, async (source) => {
    const identity = await identify(path, values, connection, io);
    const checkpoint =
      checkpointPath === undefined ? undefined : createCheckpoint(checkpointPath, identity.fingerprint);
    const readerFor = readersFor(path, format, identity.changeIdOf);
    const restart = values.restart === true;
    return await runImport(
      { source, readerFor, judge, concurrency, rejectionsPath, checkpoint, restart },
      io,
    );
  });
}

function serviceJudge(connection: Connection, giveUpAfterMs: number, io: CliIo): Judge {
  const call = createCall(io, { giveUpAfterMs });
  return judgeByService(createListChanges(connection, call, createTokens(connection, call, io)));
}

/** A file is known by its digest; what comes through standard input has the name that the user gives it, or a new one. */
async function identify(
  path: string,
  values: Options,
  { clientSecret }: Connection,
  { interruption, newId }: CliIo,
): Promise<InputIdentity> {
  if (path === STANDARD_INPUT) {
    return createInputIdentity(`name ${values['source-id'] ?? newId()}`, clientSecret);
  }
  return createInputIdentity(`sha256 ${await digestOfFile(path, interruption)}`, clientSecret);
}

function readersFor(
  path: string,
  format: Format | undefined,
  changeIdOf: (line: number) => string,
): (firstLine: Line) => RecordReader {
  return ({ bytes }) => {
    const firstText = bytes === 'too-long' ? '' : bytes.toString('utf8');
    const known = format ?? formatOfName(path) ?? formatOfText(firstText);
    return known === 'csv' ? createCsvReader(changeIdOf) : createJsonLinesReader(changeIdOf);
  };
}

async function withSource<T>(path: string, io: CliIo, use: (source: Source) => Promise<T>): Promise<T> {
  const source = path === STANDARD_INPUT ? openStream(io.stdin, io.interruption) : await openFile(path);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}
