import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createService, fileWith, generated } from './world.ts';

type Service = Awaited<ReturnType<typeof createService>>;

/** Lines of which every hundredth is rejected by the service and every hundred-and-first by the reader. */
async function mixedLines(): Promise<readonly string[]> {
  const whole = await generated('--orders', '1600', '--seed', '6');
  return whole.map((line, index) => {
    if (index % 100 === 50) return line.replace('"version":1', '"version":0');
    return index % 101 === 7 ? line.slice(1) : line;
  });
}

/** What an import that nothing interrupts leaves. */
async function undisturbed(content: readonly string[]) {
  const service = await createService();
  const file = fileWith(content);
  const { stdout } = await service.run(['import', file.path]);
  return { rejections: file.rejections(), counts: counts(stdout), requests: service.requests.length };
}

function counts(stdout: string): string | undefined {
  return /[\d,]+ accepted, [\d,]+ rejected/.exec(stdout)?.[0];
}

/** Runs the import until it is interrupted at this request. */
async function interruptAt(service: Service, path: string, request: number, ...options: readonly string[]) {
  const interruption = new AbortController();
  service.hook = (_, n) => {
    if (n === request) interruption.abort();
    return undefined;
  };
  return await service.run(['import', path, ...options], { interruption: interruption.signal });
}

const lines = await mixedLines();
let known: ReturnType<typeof undisturbed> | undefined;

/** Found out once, by the first test that asks. */
function expectation(): ReturnType<typeof undisturbed> {
  known ??= undisturbed(lines);
  return known;
}

test('an import of lines right and wrong comes to its end', async () => {
  expect((await expectation()).counts).toBe('1,568 accepted, 32 rejected');
});

describe('an import that was interrupted', () => {
  test.each([1, 4])('at request %i goes on where it ended, as if nothing had happened', async (request) => {
    const expected = await expectation();
    const service = await createService();
    const file = fileWith(lines);
    const first = await interruptAt(service, file.path, request);
    expect(first.exitCode).toBe(3);
    expect(first.stdout).toContain('The same command goes on from there');
    const checkpoint = JSON.parse(file.checkpoint() ?? '');
    expect(checkpoint.line).toBeGreaterThan(0);
    expect(checkpoint.accepted).toBe(service.accepted());

    service.hook = () => undefined;
    const second = await service.run(['import', file.path]);
    expect(second.exitCode).toBe(1);
    expect(second.stdout).toContain('Went on after line');
    expect(counts(second.stdout)).toBe(expected.counts);
    expect(file.rejections()).toBe(expected.rejections);
    expect(file.checkpoint()).toBeUndefined();
    expect(service.requests.reduce((sum, changes) => sum + changes, 0)).toBe(
      lines.filter((line) => line.startsWith('{')).length,
    );
  });

  test('any number of times comes to its end', async () => {
    const expected = await expectation();
    const service = await createService();
    const file = fileWith(lines);
    let last = '';
    let exitCode = 3;
    for (let runs = 0; exitCode === 3; runs += 1) {
      const at = service.requests.length + 1;
      ({ exitCode, stdout: last } = await interruptAt(service, file.path, at, '--concurrency', '1'));
      expect(runs).toBeLessThan(expected.requests + 1);
    }
    expect(counts(last)).toBe(expected.counts);
    expect(file.rejections()).toBe(expected.rejections);
  });

  test('because the service went down sends what was not acknowledged, and rejects each line once', async () => {
    const expected = await expectation();
    const service = await createService();
    const file = fileWith(lines);
    service.hook = (_, n) => (n >= 4 ? new Response('down', { status: 503 }) : undefined);
    const first = await service.run(['import', file.path, '--give-up-after', '5']);
    expect(first.exitCode).toBe(3);
    expect(first.stderr).toContain('answers 503');
    service.hook = () => undefined;
    const second = await service.run(['import', file.path]);
    expect(second.exitCode).toBe(1);
    expect(counts(second.stdout)).toBe(expected.counts);
    expect(file.rejections()).toBe(expected.rejections);
    expect(service.requests).toHaveLength(expected.requests);
  });

  test('and whose file was changed since is refused, until it is begun anew', async () => {
    const service = await createService();
    const file = fileWith(lines);
    await interruptAt(service, file.path, 1);
    const before = service.requests.length;
    file.write([...lines, lines[0] as string]);
    service.hook = () => undefined;
    const refused = await service.run(['import', file.path]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('--restart');
    expect(service.requests).toHaveLength(before);
    const anew = await service.run(['import', file.path, '--restart']);
    expect(anew.exitCode).toBe(1);
    expect(anew.stdout).not.toContain('Went on');
  });

  test('keeps its rejections when the file is checked meanwhile', async () => {
    const service = await createService();
    const file = fileWith(lines);
    await interruptAt(service, file.path, 1);
    const before = file.rejections();
    const refused = await service.run(['import', '--check', file.path]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('--rejections');
    const elsewhere = ['--rejections', `${file.path}.check.csv`];
    expect((await service.run(['import', '--check', file.path, ...elsewhere])).exitCode).toBe(1);
    expect(file.rejections()).toBe(before);
  });

  test('and whose rejection file is gone is refused, since its reasons would be lost', async () => {
    const service = await createService();
    const file = fileWith(lines);
    await interruptAt(service, file.path, 1);
    expect(file.rejections()).toContain('version');
    rmSync(`${file.path}.rejected.csv`);
    const { exitCode, stderr } = await service.run(['import', file.path]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--restart');
  });
});

test('a checkpoint that is none is refused', async () => {
  const service = await createService();
  const file = fileWith(await generated('--orders', '3'));
  const other = fileWith('{"line": 5}', 'checkpoint');
  const { exitCode, stderr } = await service.run(['import', file.path, '--checkpoint', other.path]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('is not a checkpoint');
  expect(service.requests).toEqual([]);
});

test('a file that changes while it is read is not imported further', async () => {
  const service = await createService();
  const file = fileWith(lines);
  service.hook = (_, n) => {
    if (n === 2) file.write([...lines.slice(0, 10), '{}']);
    return undefined;
  };
  const { exitCode, stderr } = await service.run(['import', file.path, '--concurrency', '1']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('changed while it was read');
  expect(service.requests).toHaveLength(2);
});
