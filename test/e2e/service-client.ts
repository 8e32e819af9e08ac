/** Talks to a running service as one of its clients. */
export interface ServiceClient {
  get(path: string): Promise<{ readonly status: number; readonly body: unknown }>;
  post(path: string, body: object): Promise<{ readonly status: number; readonly body: unknown }>;
  put(path: string, body: object): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** @throws Error if the token endpoint gives no token. */
export async function clientOf(url: string, clientId: string): Promise<ServiceClient> {
  const response = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientId}-secret`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  if (!response.ok) throw new Error(`no token for ${clientId}: ${response.status}`);
  const { access_token } = (await response.json()) as { access_token: string };
  const authorization = `Bearer ${access_token}`;
  const call = async (path: string, init: RequestInit) => {
    const answer = await fetch(`${url}${path}`, init);
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  const send = (method: string) => (path: string, body: object) =>
    call(path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    get: (path) => call(path, { headers: { authorization } }),
    post: send('POST'),
    put: send('PUT'),
  };
}
