import { App } from 'aws-cdk-lib';
import { createStacks } from './stacks/create-stacks.ts';

createStacks(new App());
