import type { Json, JsonObject } from '../json.ts';
import type { Example, KeptAnswers, ShownExample } from './example.ts';
import { resolved } from './references.ts';
import { STORY, WEBHOOK_EXAMPLE } from './story.ts';

/** Examples as the document shows them, by operation. */
export interface ShownExamples {
  requests(operation: string): JsonObject | undefined;
  answers(operation: string, status: string, mediaType: string): JsonObject | undefined;
  readonly webhook: ShownExample | undefined;
}

/** A request whose fields are wrong is nothing to copy; what it is answered with is shown all the same. */
const WRONG_FIELDS = 422;

export function shownExamples(kept: KeptAnswers): ShownExamples {
  const answerOf = (name: string): Json | undefined => kept[name]?.body;
  const told = STORY.filter(({ name }) => kept[name] !== undefined);
  const of = (operation: string) => told.filter((example) => example.operation === operation);
  const received = kept[WEBHOOK_EXAMPLE.name]?.body;
  return {
    requests(operation) {
      const bodies = of(operation).filter(
        ({ body, status }) => body !== undefined && status !== WRONG_FIELDS,
      );
      return byName(bodies, ({ body }) => resolved(body as JsonObject, answerOf));
    },
    answers(operation, status, mediaType) {
      const matching = of(operation).filter(({ name }) => {
        const answer = kept[name];
        return (
          String(answer?.status) === status && answer?.mediaType === mediaType && answer.body !== undefined
        );
      });
      return byName(matching, ({ name }) => answerOf(name) as Json);
    },
    webhook: received === undefined ? undefined : { ...WEBHOOK_EXAMPLE, value: received },
  };
}

function byName(examples: readonly Example[], shownOf: (example: Example) => Json): JsonObject | undefined {
  if (examples.length === 0) return undefined;
  return Object.fromEntries(
    examples.map((example) => [example.name, { summary: example.summary, value: shownOf(example) }]),
  );
}
