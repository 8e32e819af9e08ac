import { readFileSync, writeFileSync } from 'node:fs';
import { DOCUMENT_FILE, describeApi } from './openapi/document.ts';
import { ANSWERS_FILE } from './openapi/examples/answers-file.ts';
import { written } from './openapi/written.ts';

/** Writes the document anew from the schemas and from what the examples were answered with. */
writeFileSync(DOCUMENT_FILE, written(describeApi(JSON.parse(readFileSync(ANSWERS_FILE, 'utf8')))));
