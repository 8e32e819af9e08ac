import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createInputIdentity, digestOfFile } from '../../../functions/cli/input/identity.ts';
import { changeIdField } from '../../../shared/contracts/list-change.ts';
import { temporaryFolder } from '../../integration/embedded/temporary-folder.ts';

const never = new AbortController().signal;

describe('the change id of a line without one', () => {
  const identity = createInputIdentity('sha256 00', 'a secret');

  test('is a UUID of version 8, the same each time and another on each line', () => {
    const ids = Array.from({ length: 2_000 }, (_, line) => identity.changeIdOf(line));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(changeIdField.safeParse(id).success).toBe(true);
      expect(id).toMatch(/^.{14}8.{4}[89ab]/);
    }
    expect(createInputIdentity('sha256 00', 'a secret').changeIdOf(7)).toBe(ids[7]);
  });

  test('is another for another input, and for another client: without its secret none can be computed', () => {
    const ids = [
      identity,
      createInputIdentity('sha256 01', 'a secret'),
      createInputIdentity('sha256 00', 'another secret'),
    ].map((one) => one.changeIdOf(1));
    expect(new Set(ids).size).toBe(3);
  });
});

test('a file is the same input packed and plain, and another one after a change', async () => {
  const folder = temporaryFolder();
  const [plain, packed, other] = ['plain', 'packed', 'other'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(plain, 'text\n');
  writeFileSync(packed, gzipSync('text\n'));
  writeFileSync(other, 'text \n');
  const digest = await digestOfFile(plain, never);
  expect(await digestOfFile(packed, never)).toBe(digest);
  expect(await digestOfFile(other, never)).not.toBe(digest);
});
