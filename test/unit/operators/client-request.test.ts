import { describe, expect, test } from 'vitest';
import { clientRequest } from '../../../shared/operators/client-request.ts';
import { actsForCourt } from '../../../shared/operators/courts.ts';

const rail = { operatorId: 'rail-1', scopes: ['check:rail'] };
const court = { operatorId: 'court-1', scopes: ['registry:write', 'registry:read'], courts: ['京0105'] };

describe('a request for a client', () => {
  test.each([
    ['of an operator', rail],
    ['with limits of its own', { ...rail, limits: { ratePerSecond: 1, burst: 100_000 } }],
    ['of a court', court],
    ['of a higher court', { ...court, courts: ['京', '京01', '京0105'] }],
    ['of whoever enters for all courts', { ...court, courts: 'all' }],
    ['of operations', { operatorId: 'ops', scopes: ['operations'] }],
    [
      'of operations that read',
      { operatorId: 'ops', scopes: ['operations', 'registry:read'], courts: 'all' },
    ],
  ])('%s is good', (_, request) => {
    expect(clientRequest.parse(request)).toEqual(request);
  });

  test.each([
    ['an id of another form', { ...rail, operatorId: 'rail 1' }, 'operatorId'],
    ['an id that is a document number', { ...rail, operatorId: '999999199001010016' }, 'operatorId'],
    ['a scope that there is not', { ...rail, scopes: ['check:ships'] }, 'scopes'],
    ['no scope', { ...rail, scopes: [] }, 'scopes'],
    ['a scope twice', { ...rail, scopes: ['check:rail', 'check:rail'] }, 'scopes'],
    ['the scopes of courts without a court', { ...court, courts: undefined }, 'courts'],
    ['an empty list of courts', { ...court, courts: [] }, 'courts'],
    ['a court twice', { ...court, courts: ['京0105', '京0105'] }, 'courts'],
    ['a court that cannot be', { ...court, courts: ['0105'] }, 'courts'],
    ['a court of an operator', { ...rail, courts: ['京0105'] }, 'courts'],
    [
      'operations of one court',
      { operatorId: 'o', scopes: ['operations', 'registry:read'], courts: ['京0105'] },
      'courts',
    ],
    ['a rate of nothing', { ...rail, limits: { ratePerSecond: 0, burst: 1 } }, 'limits'],
    ['half a limit', { ...rail, limits: { ratePerSecond: 1 } }, 'limits'],
  ])('with %s is refused', (_, request, field) => {
    const { error } = clientRequest.safeParse(request);
    expect(error?.issues.map(({ path }) => path[0])).toContain(field);
  });
});

test('a client acts for the courts of its record, by their whole codes', () => {
  expect(actsForCourt('all', '京0105')).toBe(true);
  expect(actsForCourt(['京0105', '沪'], '京0105')).toBe(true);
  expect(actsForCourt(['京01', '京'], '京0105')).toBe(false);
});
