import { App } from 'aws-cdk-lib';
import { createStages } from './stacks/create-stacks.ts';

createStages(new App());
