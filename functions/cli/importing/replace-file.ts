import { open, rename } from 'node:fs/promises';

/** Replaces a file as a whole: a crash leaves the old one or the new one. Only its owner may read it. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
}
