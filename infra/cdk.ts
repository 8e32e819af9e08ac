import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CdkArgumentsError, cdkArguments } from './cdk-arguments.ts';

const CDK = fileURLToPath(new URL('../node_modules/aws-cdk/bin/cdk', import.meta.url));

try {
  const { status, error } = spawnSync(process.execPath, [CDK, ...cdkArguments(process.argv.slice(2))], {
    stdio: 'inherit',
    cwd: fileURLToPath(new URL('../', import.meta.url)),
  });
  if (error) throw error;
  process.exitCode = status ?? 1;
} catch (error) {
  if (!(error instanceof CdkArgumentsError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
