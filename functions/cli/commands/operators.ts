import { formatInstant } from '../../../shared/contracts/time.ts';
import type { ClientAdministration, Issued } from '../../../shared/operators/administration.ts';
import type { ClientRecord } from '../../../shared/operators/client-record.ts';
import {
  type ClientRequest,
  clientRequest,
  operatorIdField,
} from '../../../shared/operators/client-request.ts';
import { InputError, UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { Command } from '../io.ts';
import { openAdministration } from '../operators/open-administration.ts';
import { type ParsedOptions, readOptions, wholeNumber } from '../options.ts';

const OPTIONS = {
  scopes: { type: 'string' },
  courts: { type: 'string' },
  rate: { type: 'string' },
  burst: { type: 'string' },
  all: { type: 'boolean' },
  stage: { type: 'string' },
  outputs: { type: 'string' },
  'user-pool-id': { type: 'string' },
  table: { type: 'string' },
  region: { type: 'string' },
  url: { type: 'string' },
  'token-url': { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
} as const;

type Values = ParsedOptions<typeof OPTIONS>['values'];

/** Takes operators and courts on, gives them new credentials, and lets them go. */
export const operatorsCommand: Command = {
  summary: 'take operators and courts on, give them new credentials, let them go',
  help: `Usage: npm run -s cli -- operators add ID --scopes check:rail[,…] [--courts 京0105[,…]|all] [options]
       npm run -s cli -- operators rotate ID [options]
       npm run -s cli -- operators remove ID|CLIENT-ID [options]
       npm run -s cli -- operators list [--all] [options]

add makes a client that obtains access tokens, and its record in the register; it prints the client's id and secret, which
nobody can show again. ID names the operator or court from then on, in what it is answered and accounted for under: a name
of its systems, never of a person. It counts at once.
rotate makes another client of the same operator with the same rights. Both are good until you remove the one before.
remove takes the client, or all clients of the operator, out of the register, and then removes their credentials. Tokens
that they still hold are refused within a minute.
list shows the clients that there are, with --all also those that there were. Secrets are never shown.

  --scopes S[,S…]         check:<sector>, registry:write, registry:read, operations
  --courts CODE[,CODE…]   with registry:write and registry:read: the courts that it acts and reads for, or all
  --rate N, --burst N     what it may ask in a second, and at one moment, instead of what everybody may; both or none

On this machine (the service of npm start):
  --url URL               the service (http://127.0.0.1:8787)
  --token-url URL, --client-id ID, --client-secret SECRET
                          a client with the scope operations; demo-ops unless given

Deployed, with the rights of the AWS credentials in the environment:
  --stage NAME            finds what follows in the outputs of that stage's stacks
  --outputs FILE          where the deployment wrote them (cdk-outputs.<stage>.json)
  --user-pool-id ID, --table NAME, --region NAME
                          instead of, or in place of some of, those outputs

Exit code: 0 done, 2 the command line or credentials cannot be used or nothing has that ID, 3 not finished: the same
command again completes it.
`,
  async run(args, io) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const [act, id, ...rest] = positionals;
    if (rest.length > 0) throw new UsageError('Name one operator.');
    if (act === 'list') {
      if (id !== undefined) throw new UsageError('The list takes options only.');
    } else if (act !== 'add' && act !== 'rotate' && act !== 'remove') {
      throw new UsageError('Say what to do: add, rotate, remove or list.');
    } else if (id === undefined) throw new UsageError(`Name the operator to ${act}.`);
    refuseUnused(act, values);

    const request = act === 'add' ? readRequest(id ?? '', values) : undefined;
    const { administration, tokenUrl } = await openAdministration(values, io);
    if (request) io.stdout.write(issuedText(await add(administration, request), tokenUrl));
    else if (act === 'rotate') io.stdout.write(await rotate(administration, id ?? '', tokenUrl));
    else if (act === 'remove') io.stdout.write(await remove(administration, id ?? ''));
    else io.stdout.write(listText(await administration.list(), values.all === true));
    return EXIT.done;
  },
};

const RIGHTS = ['scopes', 'courts', 'rate', 'burst'] as const;

function refuseUnused(act: string, values: Values): void {
  const unused = act === 'add' ? undefined : RIGHTS.find((option) => values[option] !== undefined);
  if (unused) throw new UsageError(`The option --${unused} is for add.`);
  if (values.all && act !== 'list') throw new UsageError('The option --all is for list.');
}

/** @throws UsageError that names the options to correct */
function readRequest(operatorId: string, { scopes, courts, rate, burst }: Values): ClientRequest {
  if (scopes === undefined) throw new UsageError('Say with --scopes what the client may do.');
  if ((rate === undefined) !== (burst === undefined)) {
    throw new UsageError('Give --rate and --burst together.');
  }
  const parsed = clientRequest.safeParse({
    operatorId,
    scopes: listOf(scopes),
    ...(courts === undefined ? {} : { courts: courts === 'all' ? 'all' : listOf(courts) }),
    ...(rate === undefined || burst === undefined
      ? {}
      : {
          limits: {
            ratePerSecond: wholeNumber('--rate', rate, 1, 100_000),
            burst: wholeNumber('--burst', burst, 1, 100_000),
          },
        }),
  });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path[0] === 'operatorId' ? `The ID ${message}.` : `The option --${String(path[0])} ${message}.`,
  );
  throw new UsageError([...new Set(problems)].join('\n'));
}

function listOf(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim());
}

async function add(administration: ClientAdministration, request: ClientRequest): Promise<Issued> {
  const outcome = await administration.add(request);
  if (outcome.kind === 'issued') return outcome.issued;
  throw new InputError(
    `The operator is known already, with ${clients(outcome.clientIds)}. For other credentials: operators rotate; for other rights: remove it and add it again.`,
  );
}

async function rotate(administration: ClientAdministration, id: string, tokenUrl: string): Promise<string> {
  const operatorId = operatorIdField.safeParse(id);
  const outcome = operatorId.success ? await administration.rotate(operatorId.data) : undefined;
  if (outcome?.kind !== 'issued') throw new InputError('No operator is known under this ID.');
  const { issued, earlier } = outcome;
  return `${issuedText(issued, tokenUrl)}Good until removed: ${clients(earlier)}. When the operator has changed over: operators remove CLIENT-ID.\n`;
}

async function remove(administration: ClientAdministration, id: string): Promise<string> {
  const removed = await administration.remove(id);
  if (removed.length === 0) throw new InputError('Neither an operator nor a client is known under this ID.');
  return `Removed ${clients(removed)}. Tokens that are still held are refused within a minute.\n`;
}

function clients(clientIds: readonly string[]): string {
  return `${clientIds.length === 1 ? 'the client' : 'the clients'} ${clientIds.join(', ')}`;
}

function issuedText({ clientId, clientSecret, record }: Issued, tokenUrl: string): string {
  return [
    `operator       ${record.operatorId}`,
    `client id      ${clientId}`,
    `client secret  ${clientSecret}`,
    `scopes         ${record.scopes.join(' ')}`,
    ...(isForCourts(record) ? [`courts         ${courtsText(record)}`] : []),
    `tokens from    ${tokenUrl}`,
    'The secret is shown this once. Hand it over by a way that only the operator can read.',
    '',
  ].join('\n');
}

function listText(records: readonly ClientRecord[], all: boolean): string {
  const shown = records.filter(({ status }) => all || status === 'active');
  const rows = shown
    .toSorted((a, b) => compare(a.operatorId, b.operatorId) || a.createdAtMs - b.createdAtMs)
    .map((record) => [
      record.operatorId,
      record.clientId,
      record.scopes.join(' '),
      isForCourts(record) ? courtsText(record) : '-',
      record.limits ? `${record.limits.ratePerSecond}/s, ${record.limits.burst} at once` : '-',
      formatInstant(record.createdAtMs),
      ...(all ? [record.removedAtMs === undefined ? '-' : formatInstant(record.removedAtMs)] : []),
    ]);
  const head = ['operator', 'client', 'scopes', 'courts', 'limits', 'since', ...(all ? ['removed'] : [])];
  return [head, ...rows].map((cells) => `${cells.join('\t')}\n`).join('');
}

function isForCourts({ scopes }: ClientRecord): boolean {
  return scopes.some((scope) => scope.startsWith('registry:'));
}

function courtsText({ courts }: ClientRecord): string {
  return courts === 'all' ? 'all' : courts.join(' ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
