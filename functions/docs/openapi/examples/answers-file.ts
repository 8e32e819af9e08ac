import { fileURLToPath } from 'node:url';

/** What the examples were answered with when they were last told to the service. */
export const ANSWERS_FILE = fileURLToPath(new URL('./answers.json', import.meta.url));
