import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a file stands in the repository, from its root, when the package manager has put its packages there. */
const SOURCES = {
  'openapi.json': 'functions/docs/openapi.json',
  'page.html': 'functions/docs/page/page.html',
  'start.js': 'functions/docs/page/start.js',
  'style.css': 'functions/docs/page/style.css',
  'favicon.svg': 'functions/docs/page/favicon.svg',
  'swagger-ui-bundle.js': 'node_modules/swagger-ui-dist/swagger-ui-bundle.js',
  'swagger-ui.css': 'node_modules/swagger-ui-dist/swagger-ui.css',
} as const;

export type FileName = keyof typeof SOURCES;

/** The folder beside a bundle that holds the files. */
export const FILES_FOLDER = 'reference-files';

/** What goes into {@link FILES_FOLDER} beside the bundle of this function: `from` is a path from the root. */
export const BUNDLED_FILES: readonly { readonly from: string; readonly to: string }[] = Object.entries(
  SOURCES,
).map(([name, from]) => ({ from, to: `${FILES_FOLDER}/${name}` }));

/** Reads one of the files of the reference. */
export type ReadFile = (name: FileName) => string;

/**
 * The files beside a bundle if there are any, else those of the repository and of the package.
 *
 * @param moduleUrl of the module that asks: of the bundle, once there is one.
 */
export function filesBeside(moduleUrl: string): ReadFile {
  const bundled = fileURLToPath(new URL(`${FILES_FOLDER}/`, moduleUrl));
  if (existsSync(bundled)) return (name) => readFileSync(join(bundled, name), 'utf8');
  const here = dirname(fileURLToPath(moduleUrl));
  const require = createRequire(moduleUrl);
  return (name) => {
    const source = SOURCES[name];
    const path = source.startsWith('node_modules/')
      ? require.resolve(source.slice('node_modules/'.length))
      : join(here, source.slice('functions/docs/'.length));
    return readFileSync(path, 'utf8');
  };
}
