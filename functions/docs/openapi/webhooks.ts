import { refTo } from './components.ts';
import type { ShownExample } from './examples/example.ts';
import type { JsonObject } from './json.ts';
import { noticeEvent } from './schemas/notices.ts';

const header = (name: string, description: string, pattern: string): JsonObject => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string', pattern },
});

/** What operators are sent, by the Standard Webhooks specification. */
export function webhooks(example: ShownExample | undefined): JsonObject {
  return {
    denialsLifted: {
      post: {
        operationId: 'denialsLifted',
        tags: ['Notices'],
        summary: 'Denials of yours no longer hold',
        description:
          'Sent to your webhook when an order ended, was narrowed or got a permission. Verify the signature by Standard Webhooks with your secret, refuse timestamps that are off by more than five minutes, and treat a repeated `webhook-id` as the same notice. Ask again before you sell: the notice says that the denials no longer hold, not that nothing else restricts the purchase. Whatever is not answered with a 2xx is sent again, ten times over three days; then it waits for a person, and can be polled all the while.',
        security: [],
        parameters: [
          header('webhook-id', 'The id of the notice; the same at every attempt.', '^ntc_[A-Za-z0-9_-]+$'),
          header('webhook-timestamp', 'When this attempt was made, in seconds since 1970.', '^[0-9]+$'),
          header(
            'webhook-signature',
            'One or more signatures, separated by blanks: HMAC-SHA-256 over id, timestamp and body, under the present secret and, for a day after it was replaced, the one before.',
            '^v1,[A-Za-z0-9+/]+=*( v1,[A-Za-z0-9+/]+=*)*$',
          ),
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: refTo(noticeEvent),
              ...(example
                ? { examples: { [example.name]: { summary: example.summary, value: example.value } } }
                : {}),
            },
          },
        },
        responses: {
          '2XX': { description: 'You have it. Answer within 15 seconds, and do the work afterwards.' },
          '410': { description: 'You want nothing more: the webhook is disabled until you set it again.' },
          '4XX': { description: 'It is sent again later.' },
          '5XX': { description: 'It is sent again later; `Retry-After` is heeded up to a day.' },
        },
      },
    },
  };
}
