import { readFile, rm } from 'node:fs/promises';
import * as z from 'zod';
import { InputError, UsageError } from '../errors.ts';
import { replaceFile } from './replace-file.ts';

/** How far an import has come. Numbers and a keyed digest: nothing of what the input holds. */
export interface ImportState {
  /** All lines up to this one were dealt with. */
  readonly line: number;
  readonly accepted: number;
  /** Lines, not reasons. */
  readonly rejected: number;
  /** Length of the rejection file then; what was written after it belongs to later lines. */
  readonly rejectionBytes: number;
}

export const AT_THE_BEGINNING: ImportState = { line: 0, accepted: 0, rejected: 0, rejectionBytes: 0 };

const count = z.int().min(0);
const checkpointFile = z.strictObject({
  format: z.literal(1),
  input: z.string().regex(/^[0-9a-f]{64}$/),
  line: count,
  accepted: count,
  rejected: count,
  rejectionBytes: count,
});

export interface Checkpoint {
  /**
   * @returns where an earlier run ended; undefined if there was none.
   * @throws InputError if the earlier run was of another input, or the file is no checkpoint
   */
  load(): Promise<ImportState | undefined>;
  save(state: ImportState): Promise<void>;
  remove(): Promise<void>;
}

/** A checkpoint in a file. It names its input by the fingerprint, so that a file which was changed is noticed. */
export function createCheckpoint(path: string, fingerprint: string): Checkpoint {
  return {
    async load() {
      const text = await readIfThere(path);
      if (text === undefined) return undefined;
      const parsed = checkpointFile.safeParse(jsonOf(text));
      if (!parsed.success)
        throw new InputError(`${path} is not a checkpoint. Move it away, or give another name.`);
      const { format: _, input, ...state } = parsed.data;
      if (input === fingerprint) return state;
      throw new InputError(
        `${path} was left by an import of another file, or of this one before it was changed, or as another client. ` +
          'To begin anew, give --restart.',
      );
    },
    save: (state) => replaceFile(path, `${JSON.stringify({ format: 1, input: fingerprint, ...state })}\n`),
    remove: () => rm(path, { force: true }),
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new UsageError(`The checkpoint ${path} cannot be read (${code}).`, { cause: error });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
