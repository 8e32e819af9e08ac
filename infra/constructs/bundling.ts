import { dirname } from 'node:path';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { BuildOptions } from 'esbuild';

const TARGET = 'node24';
const MAIN_FIELDS = ['module', 'main'];

/** CommonJS packages inside an ES module ask for built-in modules with `require`, which such a module does not have. */
const BANNER =
  "import { createRequire as createRequireOfBundle } from 'node:module'; " +
  'const require = createRequireOfBundle(import.meta.url);';

/** See `function-credentials.ts`. The path is one from the root, where esbuild is run. */
const ALIASES = { '@aws-sdk/credential-provider-node': './infra/constructs/function-credentials.ts' };

/**
 * One file for each function: an ES module that holds every package, the AWS SDK too, so that what runs is what the
 * lock file pins and was tested, not what the platform ships.
 */
export const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: TARGET,
  mainFields: MAIN_FIELDS,
  minify: true,
  sourceMap: true,
  sourcesContent: false,
  banner: BANNER,
  logLevel: LogLevel.WARNING,
  externalModules: [],
  esbuildArgs: Object.fromEntries(Object.entries(ALIASES).map(([name, path]) => [`--alias:${name}`, path])),
};

/** A file that lies beside the bundle: where it comes from, from the root of the project, and where it goes there. */
export interface Asset {
  readonly from: string;
  readonly to: string;
}

/** The bundling of a function, with files copied beside the bundle where it has some. */
export function bundlingWith(assets: readonly Asset[] = []): BundlingOptions {
  if (assets.length === 0) return BUNDLING;
  return {
    ...BUNDLING,
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (root, output) =>
        assets.flatMap(({ from, to }) => [
          `mkdir -p "${dirname(`${output}/${to}`)}"`,
          `cp "${root}/${from}" "${output}/${to}"`,
        ]),
    },
  };
}

/**
 * The same for esbuild itself, to measure and to try what is deployed.
 *
 * @param root the folder of the project, which `entry` is below
 */
export function esbuildOptions(
  root: string,
  entry: string,
  outfile: string,
): BuildOptions & { metafile: true } {
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    alias: ALIASES,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: TARGET,
    mainFields: MAIN_FIELDS,
    minify: BUNDLING.minify === true,
    sourcemap: BUNDLING.sourceMap === true,
    sourcesContent: BUNDLING.sourcesContent === true,
    banner: { js: BANNER },
    external: [...(BUNDLING.externalModules ?? [])],
    metafile: true,
    logLevel: 'warning',
  };
}
