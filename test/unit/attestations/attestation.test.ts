import { describe, expect, test } from 'vitest';
import { verifyStatement } from '../../../shared/adapters/jws/verify-statement.ts';
import { documentDigest } from '../../../shared/attestations/document-digest.ts';
import { openStatement } from '../../../shared/attestations/open-statement.ts';
import { ATTESTATION_TYPE, parseAttestation } from '../../../shared/attestations/statement.ts';
import type { AttestationStatement } from '../../../shared/contracts/attestation.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { StatementSigner } from '../../../shared/contracts/signed-statement.ts';
import { parseDocument } from '../../../shared/identity/parse-document.ts';
import type { SubjectDocument } from '../../../shared/identity/subject-document.ts';
import { createTestCheckApi, type TestCheckApi } from '../../support/check-api.ts';
import { createCheckWorld, G_TRAIN, HARD_SEAT, LISTED, UNLISTED } from '../../support/check-world.ts';

const subjects = [
  { ref: 'p1', documents: [LISTED] },
  { ref: 'p2', documents: [UNLISTED] },
];

async function ask(api: TestCheckApi, body: object) {
  const response = await api.post('/v1/checks', { purchase: G_TRAIN, subjects, attest: true, ...body });
  expect(response.status).toBe(200);
  return (await response.json()) as {
    checkId: string;
    results: { ref: string; decision: string; decisionId?: string }[];
    attestation: { status: string; statement: string; salts: { ref: string; salt: string }[] };
  };
}

async function statementOf(api: TestCheckApi, statement: string): Promise<AttestationStatement> {
  const keys = { keys: [await api.signer.publicKey()] };
  const verification = await verifyStatement(statement, ATTESTATION_TYPE, keys);
  if (verification.kind !== 'genuine') throw new Error(verification.why);
  return parseAttestation(verification.text) as AttestationStatement;
}

describe('a check that asks for a statement', () => {
  test('is answered with one over what was asked and how it was answered', async () => {
    const api = await createTestCheckApi();
    await api.world.impose();
    const answer = await ask(api, { checkpoint: 'change' });
    expect(answer.attestation.status).toBe('signed');
    expect(await statementOf(api, answer.attestation.statement)).toEqual({
      checkId: answer.checkId,
      checkedAt: '2026-11-23T10:00:00.000+08:00',
      operatorId: 'demo-rail',
      policy: 'cn-national/2026-01-01',
      checkpoint: 'change',
      sector: 'rail',
      productClass: 'rail.g-train',
      subjects: [
        {
          ref: 'p1',
          decision: 'deny',
          decisionId: answer.results[0]?.decisionId,
          documents: expect.stringMatching(/^[\w-]{43}$/),
        },
        { ref: 'p2', decision: 'allow', documents: expect.stringMatching(/^[\w-]{43}$/) },
      ],
    });
  });

  test('gets salts that open it to the documents, however they are spelt, and to no others', async () => {
    const api = await createTestCheckApi();
    const { attestation } = await ask(api, {});
    const statement = await statementOf(api, attestation.statement);
    const saltOf = (ref: string) => attestation.salts.find((one) => one.ref === ref)?.salt as string;
    const open = (ref: string, documents: object[], salt = saltOf(ref)) =>
      openStatement(statement, [{ ref, salt, documents: documents as never }])[0];
    const spelt = { ...LISTED, number: ` ${LISTED.number.toLowerCase()} ` };
    expect(open('p1', [spelt])).toEqual({ kind: 'same', ref: 'p1' });
    expect(open('p2', [UNLISTED])).toEqual({ kind: 'same', ref: 'p2' });
    expect(open('p1', [UNLISTED])).toEqual({ kind: 'different', ref: 'p1' });
    expect(open('p1', [LISTED, UNLISTED])).toEqual({ kind: 'different', ref: 'p1' });
    expect(open('p1', [LISTED], saltOf('p2'))).toEqual({ kind: 'different', ref: 'p1' });
    expect(open('p3', [LISTED], saltOf('p1'))).toEqual({ kind: 'unknown-subject', ref: 'p3' });
    expect(open('p1', [LISTED], 'c2hvcnQ')).toEqual({ kind: 'unreadable', ref: 'p1', what: 'salt' });
    expect(open('p1', [{ ...LISTED, number: '1' }])).toEqual({
      kind: 'unreadable',
      ref: 'p1',
      what: 'document',
    });
  });

  test('gets a fresh salt for each subject, so that two statements about one person cannot be joined', async () => {
    const api = await createTestCheckApi();
    const [first, second] = [await ask(api, {}), await ask(api, {})];
    const salts = [...first.attestation.salts, ...second.attestation.salts].map(({ salt }) => salt);
    expect(new Set(salts).size).toBe(4);
    const digests = await Promise.all(
      [first, second].map(
        async ({ attestation }) => (await statementOf(api, attestation.statement)).subjects,
      ),
    );
    expect(new Set(digests.flat().map(({ documents }) => documents)).size).toBe(4);
  });

  test('finds an allowed subject alike whether nothing was found, a grant covered it or the order had ended', async () => {
    const grants = [
      {
        grantId: 'g1' as never,
        kind: 'necessity',
        items: ['rail-emu'],
        fromMs: 0,
        toMs: Number.MAX_SAFE_INTEGER,
        uses: null,
        approvedBy: 'court',
      },
    ] as const;
    const shapes = [];
    for (const terms of [undefined, { grants }, { status: 'released' }] as const) {
      const api = await createTestCheckApi();
      if (terms) await api.world.impose(terms);
      const { attestation, results, ...rest } = await ask(api, { subjects: [subjects[0]] });
      expect(results).toEqual([{ ref: 'p1', decision: 'allow' }]);
      shapes.push([Object.keys(rest), await statementOf(api, attestation.statement), attestation.salts]);
    }
    expect(shapes[1]).toEqual(shapes[0]);
    expect(shapes[2]).toEqual(shapes[0]);
  });

  test('about a purchase that is open to all says so, and wants well-formed documents all the same', async () => {
    const api = await createTestCheckApi();
    const { attestation } = await ask(api, { purchase: HARD_SEAT });
    expect(await statementOf(api, attestation.statement)).toMatchObject({
      sector: 'rail',
      subjects: [{ decision: 'allow' }, { decision: 'allow' }],
    });
    const bad = [{ ref: 'p1', documents: [{ type: 'resident-id', number: '999999199001010017' }] }];
    const body = { purchase: HARD_SEAT, subjects: bad };
    expect((await api.post('/v1/checks', body)).status).toBe(200);
    const refused = await api.post('/v1/checks', { ...body, attest: true });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ errors: [{ pointer: '/subjects/0/documents/0/number' }] });
  });

  test('states what the operator was told to do while the truth could not be had', async () => {
    const down = () => Promise.reject(new DependencyUnavailable('dynamodb', 'down'));
    const api = await createTestCheckApi(createCheckWorld({ pointers: { findOrderIds: down } }));
    await api.world.impose();
    const { attestation } = await ask(api, {});
    expect((await statementOf(api, attestation.statement)).subjects[0]).toMatchObject({
      decision: 'undetermined',
      fallback: 'proceed-and-recheck',
    });
  });

  test('keeps its decision when nothing can be signed, and is told so', async () => {
    const failing: StatementSigner = {
      sign: () => Promise.reject(new DependencyUnavailable('secrets', 'down')),
      publicKey: () => Promise.reject(new DependencyUnavailable('secrets', 'down')),
      publicKeys: () => Promise.reject(new DependencyUnavailable('secrets', 'down')),
    };
    const api = await createTestCheckApi(createCheckWorld(), undefined, failing);
    await api.world.impose();
    const { results, attestation } = await ask(api, {});
    expect(results.map(({ decision }) => decision)).toEqual(['deny', 'allow']);
    expect(attestation).toEqual({
      status: 'unavailable',
      detail: expect.stringContaining('send the same check again'),
    });
    expect(api.log.codes()).toEqual(['attestation.unavailable']);
  });

  test('leaves no trace of the documents in the statement or the log', async () => {
    const api = await createTestCheckApi();
    await api.world.impose();
    const { attestation } = await ask(api, {});
    const written = JSON.stringify(await statementOf(api, attestation.statement)) + api.log.text();
    for (const { number } of [LISTED, UNLISTED]) expect(written).not.toContain(number);
  });
});

test('a check that asks for none is answered without', async () => {
  const api = await createTestCheckApi();
  for (const attest of [undefined, false]) {
    const response = await api.post('/v1/checks', { purchase: G_TRAIN, subjects, attest });
    expect(Object.keys((await response.json()) as object)).toEqual([
      'checkId',
      'checkedAt',
      'policy',
      'asOf',
      'results',
    ]);
  }
  expect((await api.post('/v1/checks', { purchase: G_TRAIN, subjects, attest: 'yes' })).status).toBe(422);
});

describe('the digest of documents', () => {
  const documentsOf = (...inputs: (typeof LISTED)[]): SubjectDocument[] =>
    inputs.map((input) => {
      const parsed = parseDocument(input);
      if (parsed.kind === 'invalid') throw new Error(parsed.detail);
      return parsed.document;
    });
  const salt = new Uint8Array(16).fill(1);

  test('does not depend on their sequence or repetition', () => {
    const digest = documentDigest(documentsOf(LISTED, UNLISTED), salt);
    expect(documentDigest(documentsOf(UNLISTED, LISTED, UNLISTED), salt)).toBe(digest);
    expect(documentDigest(documentsOf(LISTED), salt)).not.toBe(digest);
  });

  test('is not made under a salt that could be tried through', () => {
    expect(() => documentDigest(documentsOf(LISTED), salt.subarray(1))).toThrow(RangeError);
  });
});
