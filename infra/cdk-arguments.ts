import { parseStageName, STAGE_NAMES, StageError, type StageName } from './stages.ts';

const COMMANDS = ['synth', 'diff', 'deploy'] as const;

const USAGE = `npm run synth | npm run diff -- --stage NAME | npm run deploy -- --stage NAME [what else cdk takes]
NAME is one of ${STAGE_NAMES.join(', ')}; synth makes all of them without one.`;

/** What was asked for is none of the commands, or names no stage where one is needed. */
export class CdkArgumentsError extends Error {
  override readonly name = 'CdkArgumentsError';
}

/**
 * The arguments for the CDK command line. Comparing and deploying need a stage, so that nobody deploys all of them by
 * leaving one out; whatever else stands there is handed on.
 *
 * @throws CdkArgumentsError that says how it is done.
 */
export function cdkArguments(given: readonly string[]): readonly string[] {
  const [command, ...rest] = given;
  const known = COMMANDS.find((one) => one === command);
  if (!known) throw new CdkArgumentsError(USAGE);
  const { stage, others } = takeStage(rest);
  const named = stage === undefined ? [] : ['-c', `stage=${stage}`];
  if (known === 'synth') return [known, '--quiet', ...named, ...others];
  if (stage === undefined) throw new CdkArgumentsError(`${known} needs --stage.\n${USAGE}`);
  const selected = others.some((one) => one.startsWith('ConsumptionCheck-')) ? [] : ['--all'];
  return [known, ...named, ...(known === 'deploy' ? selected : []), ...others];
}

function takeStage(rest: readonly string[]): { stage?: StageName; others: readonly string[] } {
  const at = rest.findIndex((one) => one === '--stage' || one.startsWith('--stage='));
  const flag = rest[at];
  if (flag === undefined) return { others: rest };
  const isJoined = flag.startsWith('--stage=');
  const text = isJoined ? flag.slice('--stage='.length) : rest[at + 1];
  try {
    return { stage: parseStageName(text), others: rest.toSpliced(at, isJoined ? 1 : 2) };
  } catch (error) {
    if (error instanceof StageError)
      throw new CdkArgumentsError(`${error.message}\n${USAGE}`, { cause: error });
    throw error;
  }
}
