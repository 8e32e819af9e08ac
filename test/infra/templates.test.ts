import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { createStage } from '../../infra/stacks/create-stacks.ts';
import { STAGES } from '../../infra/stages.ts';
import { testApp } from './synthesized.ts';

const { data, pipelines, api, observability } = createStage(testApp(), STAGES.production);

/** What follows from the code of functions and routes changes with every commit and says nothing by itself. */
function withoutHashes(template: object): string {
  const text = JSON.stringify(template, null, 2)
    .replaceAll(/[0-9a-f]{64}/g, '<hash of the code>')
    .replaceAll(/(CurrentVersion|Deployment)([0-9A-F]{8})[0-9a-f]{32}/g, '$1$2<hash>');
  return `${text}\n`;
}

/** Changed on purpose? `npx vitest run test/infra/templates.test.ts -u`, and look at the difference before a commit. */
test.each([
  ['data', data],
  ['pipelines', pipelines],
  ['api', api],
  ['observability', observability],
])('the template of the stack %s is the one that was looked at', async (name, stack) => {
  const template = withoutHashes(Template.fromStack(stack).toJSON());
  await expect(template).toMatchFileSnapshot(`./snapshots/${name}.template.snap`);
});
