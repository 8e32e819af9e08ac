import { json, type Operation } from '../operation.ts';
import { health, signingKeys, token, tokenKeys, tokenRefusal, tokenRequest } from '../schemas/service.ts';

const text = (mediaType: string) => ({ mediaType, schema: { type: 'string' } }) as const;

export const SERVICE_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/oauth2/token',
    id: 'obtainToken',
    tag: 'Tokens',
    summary: 'Obtain an access token',
    description:
      'The client credentials grant of OAuth 2.0 (RFC 6749, section 4.4), with id and secret by HTTP Basic. Deployed, Amazon Cognito answers here, under an address of its own.',
    access: 'basic',
    body: { mediaType: 'application/x-www-form-urlencoded', schema: tokenRequest },
    answers: {
      200: { description: 'The token.', content: json(token) },
      400: { description: 'The request cannot be answered with a token.', content: json(tokenRefusal) },
      401: {
        description: 'No client has this id and secret.',
        content: json(tokenRefusal),
        headers: ['www-authenticate'],
      },
    },
    problems: ['malformed-request', 'body-too-large'],
  },
  {
    method: 'get',
    path: '/.well-known/jwks.json',
    id: 'getTokenKeys',
    tag: 'Tokens',
    summary: 'The keys that access tokens are verified with',
    description: 'Of the embedded default. Deployed, Cognito has them.',
    access: 'public',
    answers: { 200: { description: 'The keys.', content: json(tokenKeys) } },
  },
  {
    method: 'get',
    path: '/.well-known/signing-keys.json',
    id: 'getSigningKeys',
    tag: 'Service',
    summary: 'The keys that statements are verified with',
    description:
      'Of attestations and of checkpoints of the account, the present one and all before it. For everybody: whoever is shown a statement must be able to verify it.',
    access: 'public',
    answers: { 200: { description: 'The keys.', content: json(signingKeys) } },
  },
  {
    method: 'get',
    path: '/health',
    id: 'getHealth',
    tag: 'Service',
    summary: 'Whether the service is in order',
    description: 'For monitors. `degraded` is an answer with 200 too: checks are answered all the same.',
    access: 'public',
    answers: { 200: { description: 'How it stands.', content: json(health) } },
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'getDocument',
    tag: 'Service',
    summary: 'This document',
    description: 'With the address of this deployment.',
    access: 'public',
    answers: {
      200: {
        description: 'The document.',
        content: { mediaType: 'application/json', schema: { type: 'object' } },
        headers: ['etag'],
      },
      304: { description: 'It is as it was.', headers: ['etag'] },
    },
  },
  {
    method: 'get',
    path: '/docs',
    id: 'getReference',
    tag: 'Service',
    summary: 'This document to read and to try out',
    description: 'A page for people. It loads nothing from elsewhere.',
    access: 'public',
    answers: {
      200: { description: 'The page.', content: text('text/html'), headers: ['etag'] },
      304: { description: 'It is as it was.', headers: ['etag'] },
    },
  },
  {
    method: 'get',
    path: '/docs/{asset}',
    id: 'getReferenceAsset',
    tag: 'Service',
    summary: 'What the page is made of',
    description: 'Scripts, styles and the icon.',
    access: 'public',
    answers: {
      200: { description: 'The file.', content: text('*/*'), headers: ['etag'] },
      304: { description: 'It is as it was.', headers: ['etag'] },
    },
    problems: ['not-found'],
  },
];
