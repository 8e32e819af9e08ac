import * as z from 'zod';
import { KEY_COMMANDS, type KeyCommand } from '../../../shared/key-rotation/rotation.ts';
import { CredentialsRefused, ServiceError, UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { CliIo, Command } from '../io.ts';
import { readOptions } from '../options.ts';
import { createCall } from '../service/call.ts';
import { DEMO_OPS, readConnection } from '../service/connection.ts';
import { createTokens, parseJson } from '../service/tokens.ts';

const OPTIONS = {
  anyway: { type: 'boolean' },
  url: { type: 'string' },
  'token-url': { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
} as const;

const GIVE_UP_AFTER_MS = 60_000;

const pass = z.object({
  startedAt: z.string(),
  endedAt: z.string().optional(),
  looked: z.number(),
  rekeyed: z.number(),
  failed: z.number(),
  unresolved: z.number(),
});

const report = z.object({
  result: z.enum(['done', 'paused', 'refused']),
  reason: z.string().optional(),
  notBefore: z.string().optional(),
  phase: z.string(),
  since: z.string().optional(),
  lookup: z.string(),
  live: z.array(z.string()),
  retired: z.array(z.string()),
  pass: pass.optional(),
  lastPass: pass.optional(),
  next: z.string(),
});

type Report = z.output<typeof report>;

/** Rotates the subject-key secret of the service on this machine, a step at a time. */
export const keysCommand: Command = {
  summary: 'rotate the secret that subject keys are made with, a step at a time',
  help: `Usage: npm run -s cli -- keys status|begin|rekey|switch|back|retire|abandon|forget [options]

Rotates the secret that subject keys are made with, while checks, changes and releases go on. A step is refused until what
it rests on holds; status says which is next, and from when.

  status    shows which versions count, and what comes next
  begin     adds a fresh version to the secret; intake makes keys under both from now on
  rekey     gives every order its keys of the new version; goes on where it was broken off
  switch    checks look up with the new version
  back      checks look up with the old version again
  retire    gives the old version up; the next rekey takes its keys from the orders
  abandon   gives the new version up instead, before a switch
  forget    removes retired versions from the secret for good; with --anyway also those that some orders need

  --url URL               the service (http://127.0.0.1:8787)
  --token-url URL, --client-id ID, --client-secret SECRET
                          a client with the scope operations; demo-ops unless given

The keys stay where they are: nothing of them is shown. Of a deployment, invoke the function key-rotation instead
(infra/runbook/key-rotation.md).

Exit code: 0 done, 2 refused or the command line or credentials cannot be used, 3 not finished: the same command again
goes on.
`,
  async run(args, io) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const [command, ...rest] = positionals;
    if (!isCommand(command) || rest.length > 0)
      throw new UsageError(`Say one of: ${KEY_COMMANDS.join(', ')}.`);
    if (values.anyway && command !== 'forget') throw new UsageError('The option --anyway is for forget.');
    const ask = openService(values, io);
    let answer = await ask(command, values.anyway);
    while (answer.result === 'paused' && !io.interruption.aborted) answer = await ask(command, values.anyway);
    io.stdout.write(textOf(answer));
    if (answer.result === 'paused') return EXIT.unfinished;
    return answer.result === 'done' ? EXIT.done : EXIT.unusable;
  },
};

function isCommand(text: string | undefined): text is KeyCommand {
  return KEY_COMMANDS.some((command) => command === text);
}

function openService(options: Parameters<typeof readConnection>[0], io: CliIo) {
  const connection = readConnection(options, io.env, DEMO_OPS);
  const call = createCall(io, { giveUpAfterMs: GIVE_UP_AFTER_MS });
  const tokens = createTokens(connection, call, io);
  return async (command: KeyCommand, anyway: boolean | undefined): Promise<Report> => {
    const { status, text } = await call(`${connection.url}/embedded/keys`, async () => ({
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokens.current()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ command, ...(anyway === undefined ? {} : { anyway }) }),
    }));
    if (status === 401 || status === 403) {
      throw new CredentialsRefused('This client may not rotate keys (operations).');
    }
    const parsed = report.safeParse(parseJson(text));
    if (status === 200 && parsed.success) return parsed.data;
    throw new ServiceError(`The service does not rotate keys like that (HTTP ${status}).`);
  };
}

function textOf(answer: Report): string {
  const lines = [
    `phase      ${answer.phase}${answer.since === undefined ? '' : ` since ${answer.since}`}`,
    `lookup     version ${answer.lookup}`,
    `counting   ${answer.live.join(', ')}`,
    ...(answer.retired.length === 0 ? [] : [`retired    ${answer.retired.join(', ')}`]),
    ...(answer.pass ? [`pass       ${passText(answer.pass)}`] : []),
    ...(answer.lastPass ? [`last pass  ${passText(answer.lastPass)}`] : []),
    `next       ${answer.next}`,
  ];
  if (answer.result === 'refused') {
    const notBefore = answer.notBefore === undefined ? '' : ` (not before ${answer.notBefore})`;
    lines.unshift(`Refused: ${answer.reason ?? 'not now'}${notBefore}.`);
  }
  return `${lines.join('\n')}\n`;
}

function passText({ startedAt, endedAt, looked, rekeyed, failed }: z.output<typeof pass>): string {
  const ended = endedAt === undefined ? 'under way' : `ended ${endedAt}`;
  return `${ended}, began ${startedAt}: ${looked} orders, ${rekeyed} rekeyed, ${failed} left out`;
}
