import { describe, expect, test } from 'vitest';
import { STAGES, type StageName } from '../../infra/stages.ts';
import { type Resources, synthesize } from './synthesized.ts';

/** The resources that a part of a template names: `Ref`, `Fn::GetAtt`, `Fn::Sub`. */
function named(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(named);
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    if (key === 'Ref') return [String(value)];
    if (key === 'Fn::GetAtt')
      return [String(Array.isArray(value) ? value[0] : value).split('.')[0] as string];
    if (key === 'Fn::Sub') {
      const text = String(Array.isArray(value) ? value[0] : value);
      return [...text.matchAll(/\$\{([^!.}]+)[^}]*\}/g)]
        .map(([, name]) => name as string)
        .concat(named(value));
    }
    return named(value);
  });
}

/** A way from a resource back to itself, over what has to be there before it; undefined if there is none. */
function findCycle(resources: Resources): readonly string[] | undefined {
  const before = new Map(
    Object.entries(resources).map(([id, { Properties, DependsOn, UpdatePolicy }]) => [
      id,
      [...named(Properties), ...named(UpdatePolicy), ...[DependsOn ?? []].flat()].filter(
        (one) => one in resources,
      ),
    ]),
  );
  const finished = new Set<string>();
  const visit = (id: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(id)) return [...way.slice(way.indexOf(id)), id];
    if (finished.has(id)) return undefined;
    for (const next of before.get(id) ?? []) {
      const cycle = visit(next, [...way, id]);
      if (cycle) return cycle;
    }
    finished.add(id);
    return undefined;
  };
  for (const id of before.keys()) {
    const cycle = visit(id, []);
    if (cycle) return cycle;
  }
  return undefined;
}

describe('CloudFormation can put the resources of a stack in a sequence', () => {
  test.each(Object.keys(STAGES) as StageName[])('on the stage %s', (stage) => {
    for (const [name, resources] of Object.entries(synthesize(stage))) {
      expect([name, findCycle(resources)]).toEqual([name, undefined]);
    }
  });

  test('a cycle is found', () => {
    const resource = (Properties: object, more: object = {}) => ({ Type: 'T', Properties, ...more });
    expect(
      findCycle({
        a: resource({}, { UpdatePolicy: { group: { Ref: 'b' } } }),
        b: resource({}, { DependsOn: ['c'] }),
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own form
        c: resource({ text: { 'Fn::Sub': '${a.Arn}:live' } }),
      }),
    ).toEqual(['a', 'b', 'c', 'a']);
  });
});
