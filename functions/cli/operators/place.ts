import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { InputError, UsageError } from '../errors.ts';
import { parseJson } from '../service/tokens.ts';

/** Where a deployment keeps its clients. */
export interface Place {
  readonly userPoolId: string;
  readonly table: string;
  readonly region: string;
  /** Whom its tokens are for. */
  readonly audience: string;
  readonly tokenUrl: string;
}

export interface PlaceOptions {
  readonly stage?: string | undefined;
  readonly outputs?: string | undefined;
  readonly 'user-pool-id'?: string | undefined;
  readonly table?: string | undefined;
  readonly region?: string | undefined;
}

/** As `cdk deploy --outputs-file` writes them: by stack. */
const outputsFile = z.record(z.string(), z.record(z.string(), z.string()));

/** The resource server of a deployment that says nothing else (`infra/constructs/token-issuer.ts`). */
export const DEFAULT_AUDIENCE = 'consumption-check';

/**
 * Reads where a deployment keeps its clients: from options, and what they leave out from the outputs of its stacks.
 *
 * @throws UsageError that names the option which is missing
 * @throws InputError if the outputs cannot be read or are not of that stage
 */
export async function readPlace(options: PlaceOptions): Promise<Place> {
  const outputs =
    options.stage === undefined && options.outputs === undefined ? {} : await readOutputs(options);
  const userPoolId = options['user-pool-id'] ?? outputs.UserPoolId;
  const table = options.table ?? outputs.RegistryTable;
  if (!userPoolId || !/^[a-z0-9-]+_[A-Za-z0-9]+$/.test(userPoolId)) {
    throw new UsageError('Give the user pool with --stage or --user-pool-id, such as eu-west-1_Ab1Cd2Ef3.');
  }
  if (!table) throw new UsageError('Give the table with --stage or --table.');
  return {
    userPoolId,
    table,
    // The id of a user pool begins with its region.
    region: options.region ?? (userPoolId.split('_')[0] as string),
    audience: outputs.ResourceServer ?? DEFAULT_AUDIENCE,
    tokenUrl: outputs.TokenUrl ?? 'the token endpoint of the user pool (/oauth2/token of its domain)',
  };
}

async function readOutputs({ stage, outputs }: PlaceOptions): Promise<Readonly<Record<string, string>>> {
  if (stage === undefined) throw new UsageError('Name the stage that --outputs is about with --stage.');
  if (!/^[a-z][a-z0-9-]*$/.test(stage))
    throw new UsageError('The option --stage must be the name of a stage.');
  const file = outputs ?? `cdk-outputs.${stage}.json`;
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new InputError(
      'The outputs of the deployment cannot be read. Deploy with cdk deploy --outputs-file, name its file with --outputs, or give --user-pool-id and --table.',
      { cause },
    );
  });
  const parsed = outputsFile.safeParse(parseJson(text));
  if (!parsed.success) throw new InputError('The file of --outputs is none that cdk deploy writes.');
  const stacks = Object.entries(parsed.data).filter(([name]) => name.includes(`-${stage}-`));
  if (stacks.length === 0) throw new InputError('The file of --outputs names no stack of that stage.');
  return Object.assign({}, ...stacks.map(([, values]) => values));
}
