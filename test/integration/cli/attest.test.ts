import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { CliIo } from '../../../functions/cli/io.ts';
import { runCli } from '../../../functions/cli/run.ts';
import { createStatementSigner } from '../../../shared/adapters/jws/statement-signer.ts';
import { ATTESTATION_TYPE } from '../../../shared/attestations/statement.ts';
import { createTestCheckApi } from '../../support/check-api.ts';
import { G_TRAIN, LISTED, UNLISTED } from '../../support/check-world.ts';
import { fileWith, terminal } from './world.ts';

const subjects = [
  { ref: 'p1', documents: [LISTED] },
  { ref: 'p2', documents: [UNLISTED] },
];

/** The answer to a check that an operator kept, and the command with which it is verified. */
async function world() {
  const api = await createTestCheckApi();
  await api.world.impose();
  const response = await api.post('/v1/checks', { purchase: G_TRAIN, subjects, attest: true });
  const answer = (await response.json()) as {
    checkId: string;
    attestation: { statement: string; salts: { ref: string; salt: string }[] };
  };
  const keys = JSON.stringify({ keys: [await api.signer.publicKey()] });
  const asked: string[] = [];
  const file = (content: unknown) =>
    fileWith(typeof content === 'string' ? content : JSON.stringify(content), 'kept').path;
  async function verify(args: readonly string[], parts: Partial<CliIo> = {}) {
    const session = terminal({
      async fetch(url) {
        asked.push(url);
        return new Response(keys);
      },
      ...parts,
    });
    const exitCode = await runCli(['attest', 'verify', ...args], session.io);
    return { exitCode, stdout: session.stdout(), stderr: session.stderr() };
  }
  return { answer, api, asked, file, keys, verify };
}

describe('attest verify', () => {
  test('tells from a kept answer that a check was asked, when, by whom, for what, and how it was answered', async () => {
    const { answer, asked, file, verify } = await world();
    const { exitCode, stdout } = await verify([file(answer)]);
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n');
    expect(lines).toEqual([
      'The statement is genuine.',
      `  check      ${answer.checkId} at 2026-11-23T10:00:00.000+08:00 by demo-rail`,
      '  purchase   rail, rail.g-train, at sale (cn-national/2026-01-01)',
      expect.stringMatching(/^ {2}subject {4}p1 deny dec_/),
      '  subject    p2 allow',
      '',
    ]);
    expect(asked).toEqual(['http://127.0.0.1:8787/.well-known/signing-keys.json']);
  });

  test('shows which documents it was about, to whoever has them and the salt', async () => {
    const { answer, file, verify } = await world();
    const { exitCode, stdout } = await verify([file(answer), '--documents', file({ subjects })]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/p1: these are the documents[\s\S]*p2: these are the documents/);
    const swapped = [{ ref: 'p1', documents: [UNLISTED] }];
    const other = await verify([file(answer), '--documents', file({ subjects: swapped })]);
    expect(other.exitCode).toBe(4);
    for (const text of [stdout, other.stdout]) {
      expect(text).not.toContain(LISTED.number);
      expect(text).not.toContain(UNLISTED.number);
    }
  });

  test('takes the bare statement, from standard input too, and salts from beside the documents', async () => {
    const { answer, file, verify } = await world();
    const { statement, salts } = answer.attestation;
    const salted = subjects.map((subject, at) => ({ ...subject, salt: salts[at]?.salt }));
    expect((await verify([file(statement), '--documents', file({ subjects: salted })])).exitCode).toBe(0);
    expect((await verify(['-'], { stdin: Readable.from([`${statement}\n`]) })).exitCode).toBe(0);
    expect((await verify([file(answer.attestation)])).exitCode).toBe(0);
    const unsalted = await verify([file(statement), '--documents', file({ subjects })]);
    expect(unsalted).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no salt') });
  });

  test('refuses a statement that was changed, of another key, or of another kind', async () => {
    const { answer, api, file, verify } = await world();
    const [header, payload, signature] = answer.attestation.statement.split('.') as [string, string, string];
    const changed = Buffer.from(payload, 'base64url').toString().replace('"deny"', '"allow"');
    const forged = `${header}.${Buffer.from(changed).toString('base64url')}.${signature}`;
    const other = createStatementSigner(async () => ({ key: new Uint8Array(32).fill(1) }));
    for (const [statement, says] of [
      [forged, 'was changed after it was signed'],
      [await other.sign(ATTESTATION_TYPE, {}), 'not among the public keys'],
      [await api.signer.sign('audit-checkpoint+json', {}), 'of another kind'],
      ['nothing', 'is no signed statement'],
    ] as const) {
      const { exitCode, stdout } = await verify([file(statement)]);
      expect([exitCode, stdout]).toEqual([4, expect.stringContaining(says)]);
    }
  });

  test('needs no service when the keys are at hand', async () => {
    const { answer, asked, file, keys, verify } = await world();
    expect((await verify([file(answer), '--keys', file(keys)])).exitCode).toBe(0);
    expect(asked).toEqual([]);
    expect((await verify([file(answer), '--keys', 'https://keys.example/set.json'])).exitCode).toBe(0);
    expect(asked).toEqual(['https://keys.example/set.json']);
    expect((await verify([file(answer), '--keys', 'http://keys.example/set.json'])).exitCode).toBe(2);
  });

  test.each<[string, (file: (content: unknown) => string) => readonly string[]]>([
    ['no file', () => []],
    ['a file that holds something else', (file) => [file('{"a":1}')]],
    ['a file that is not there', () => ['/nowhere/at/all']],
    ['documents of another form', (file) => [file('x.y.z'), '--documents', file('{}')]],
  ])('with %s cannot be used', async (_, args) => {
    const { file, verify } = await world();
    expect((await verify(args(file))).exitCode).toBe(2);
  });

  test('says when the keys cannot be had', async () => {
    const { answer, file, verify } = await world();
    const down = { fetch: async () => new Response('', { status: 503 }) };
    expect((await verify([file(answer)], down)).exitCode).toBe(3);
  });
});
