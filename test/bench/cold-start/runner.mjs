/*
 * The process whose start is measured: loads a bundle, wires it, and has it answer one event. Plain JavaScript, since
 * removing types would be a part of the time. Arguments: bundle, file with the event, `early` or `late`. Writes one
 * JSON object; all times are milliseconds since the epoch, with fractions.
 */
const now = () => performance.timeOrigin + performance.now();
const startedAt = now();

const { subscribe } = await import('node:diagnostics_channel');
const { readFileSync } = await import('node:fs');
const [bundle, eventFile, when] = process.argv.slice(2);
const { event, context } = JSON.parse(readFileSync(eventFile, 'utf8'));
context.getRemainingTimeInMillis = () => 10_000;

const calls = new Map();
const begin = (request, what) => calls.set(request, { what, fromAt: now() });
const end = ({ request }) => {
  const call = calls.get(request);
  if (call) call.toAt = now();
};
subscribe('http.client.request.start', ({ request }) =>
  begin(request, String(request.getHeader('x-amz-target') ?? request.path)),
);
subscribe('http.client.response.finish', end);
subscribe('undici:request:create', ({ request }) => begin(request, request.path));
subscribe('undici:request:headers', end);

const beforeImportAt = now();
const { wire } = await import(bundle);
const importedAt = now();
const { handler, ready } = wire(when === 'early');
const wiredAt = now();
const { statusCode, body } = await handler(event, context);
const answeredAt = now();
while (!(await ready()));
const readyAt = now();

const times = { startedAt, beforeImportAt, importedAt, wiredAt, answeredAt, readyAt };
const finished = [...calls.values()].filter(({ toAt }) => toAt !== undefined);
process.stdout.write(JSON.stringify({ ...times, calls: finished, statusCode, body }), () => process.exit());
