import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import * as z from 'zod';
import { verifyStatement } from '../../../shared/adapters/jws/verify-statement.ts';
import {
  type OpenedSubject,
  type Opening,
  openStatement,
} from '../../../shared/attestations/open-statement.ts';
import { ATTESTATION_TYPE, parseAttestation } from '../../../shared/attestations/statement.ts';
import type { AttestationStatement } from '../../../shared/contracts/attestation.ts';
import { DOCUMENT_TYPES } from '../../../shared/contracts/document.ts';
import { InputError, UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { CliIo, Command } from '../io.ts';
import { readOptions } from '../options.ts';
import { createCall } from '../service/call.ts';
import { readServiceUrl } from '../service/connection.ts';
import { loadSigningKeys } from '../service/signing-keys.ts';
import { parseJson } from '../service/tokens.ts';
import { WHY_NOT_GENUINE } from './audit-verify.ts';

const OPTIONS = {
  url: { type: 'string' },
  keys: { type: 'string' },
  documents: { type: 'string' },
} as const;

const STANDARD_INPUT = '-';
const KEYS_WITHIN_MS = 30_000;

const salts = z.array(z.object({ ref: z.string(), salt: z.string() }));
/** The whole answer to a check, or its member `attestation`. */
const keptAnswer = z
  .object({ attestation: z.object({ statement: z.string(), salts }) })
  .transform(({ attestation }) => attestation)
  .or(z.object({ statement: z.string(), salts }));

const documentsFile = z.object({
  subjects: z.array(
    z.object({
      ref: z.string(),
      salt: z.string().optional(),
      documents: z
        .array(
          z.object({
            type: z.enum(DOCUMENT_TYPES),
            number: z.string(),
            issuer: z.string().optional(),
          }),
        )
        .min(1),
    }),
  ),
});

/** Verifies the statement that a check with `attest: true` was answered with. */
export const attestCommand: Command = {
  summary: 'verify the signed statement about a check, and which documents it was about',
  help: `Usage: npm run -s cli -- attest verify FILE|- [options]

Verifies the signature of a statement and prints what it says. FILE is the answer to a check that was sent with
"attest": true, its member "attestation", or the bare statement (a compact JWS); - is standard input.

  --documents FILE   the documents to hold against the statement: {"subjects": [{"ref", "salt", "documents": [...]}]},
                     as in the request of the check; "salt" may be left out if FILE has the salts
  --keys FILE|URL    public keys that you trust (<url>/.well-known/signing-keys.json)
  --url URL          the service (http://127.0.0.1:8787)

Exit code: 0 the statement is genuine and the documents are those, 2 the command line or a file cannot be used,
3 the public keys cannot be had, 4 it is not genuine or the documents are others.
`,
  async run(args, io) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const [verb, path] = positionals;
    if (verb !== 'verify' || path === undefined || positionals.length !== 2) {
      throw new UsageError('Say what to verify: attest verify FILE, or - for standard input.');
    }
    const kept = readKept(await readText(path, io));
    const opened =
      values.documents === undefined ? [] : readDocuments(await readFile(values.documents, 'utf8'), kept);
    const call = createCall(io, { giveUpAfterMs: KEYS_WITHIN_MS });
    const keys = await loadSigningKeys(values.keys, () => readServiceUrl(values, io.env), call);

    const verified = await verifyStatement(kept.statement, ATTESTATION_TYPE, keys);
    if (verified.kind === 'not-genuine') {
      io.stdout.write(`The statement ${WHY_NOT_GENUINE[verified.why]}.\n`);
      return EXIT.notGenuine;
    }
    const statement = parseAttestation(verified.text);
    if (!statement)
      throw new InputError('The statement is genuine, of a form that this program does not know.');
    const openings = openStatement(statement, opened);
    io.stdout.write(`${[...describe(statement), ...openings.map(describeOpening)].join('\n')}\n`);
    return openings.every(({ kind }) => kind === 'same') ? EXIT.done : EXIT.notGenuine;
  },
};

type Kept = z.output<typeof keptAnswer>;

async function readText(path: string, { stdin }: CliIo): Promise<string> {
  return path === STANDARD_INPUT ? await readAll(stdin) : await readFile(path, 'utf8');
}

function readKept(text: string): Kept {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return { statement: trimmed, salts: [] };
  const parsed = keptAnswer.safeParse(parseJson(trimmed));
  if (parsed.success) return parsed.data;
  throw new InputError('The file holds no answer to a check with a signed statement.');
}

function readDocuments(text: string, kept: Kept): readonly OpenedSubject[] {
  const parsed = documentsFile.safeParse(parseJson(text));
  if (!parsed.success) throw new InputError('The file of --documents must be as --help says.');
  return parsed.data.subjects.map(({ ref, salt, documents }) => {
    const known = salt ?? kept.salts.find((one) => one.ref === ref)?.salt;
    if (known === undefined) throw new InputError('A subject in the file of --documents has no salt.');
    return { ref, salt: known, documents };
  });
}

function describe(statement: AttestationStatement): readonly string[] {
  const { checkId, checkedAt, operatorId, checkpoint, sector, productClass, policy, subjects } = statement;
  return [
    'The statement is genuine.',
    `  check      ${checkId} at ${checkedAt} by ${operatorId}`,
    `  purchase   ${sector}, ${productClass ?? 'under no rule'}, at ${checkpoint} (${policy})`,
    ...subjects.map(({ ref, decision, decisionId, fallback }) =>
      ['  subject   ', ref, decision, decisionId ?? fallback].filter(Boolean).join(' '),
    ),
  ];
}

function describeOpening(opening: Opening): string {
  switch (opening.kind) {
    case 'same':
      return `${opening.ref}: these are the documents that were checked`;
    case 'different':
      return `${opening.ref}: these are not the documents that were checked, or not all, or the salt is another`;
    case 'unknown-subject':
      return `${opening.ref}: the statement knows no such subject`;
    case 'unreadable':
      return `${opening.ref}: the ${opening.what} cannot be read`;
  }
}
