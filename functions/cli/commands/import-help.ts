/** `import --help` */
export const importHelp = `Usage: npm run -s cli -- import FILE|- [options]

Sends orders to a running service through POST /v1/list-changes: each line is judged by itself, and a line that is
rejected holds up no other. FILE is JSON Lines or CSV, plain or gzip; - is standard input.

  --check                 only look what the gates say; sends nothing and needs no service
  --format jsonl|csv      if neither the file's name nor its first character tells
  --url URL               the service (http://127.0.0.1:8787)
  --token-url URL         the token endpoint (<url>/oauth2/token)
  --client-id ID          the client; on this machine demo-court unless given
  --client-secret SECRET  better given by the environment, where other users do not see it
  --concurrency N         requests under way at a time, 1 to 32 (4)
  --give-up-after S       seconds that a request is tried for while the service is down or busy (120)
  --checkpoint PATH       where the progress is kept (FILE.checkpoint.json)
  --rejections PATH       where rejected lines are written (FILE.rejected.csv); JSON Lines if it ends with .jsonl
  --restart               begin anew instead of where an interrupted run ended
  --source-id NAME        for standard input: a name that stays the same when the same orders are sent again

Environment: CONSUMPTION_CHECK_URL, CONSUMPTION_CHECK_TOKEN_URL, CONSUMPTION_CHECK_CLIENT_ID,
CONSUMPTION_CHECK_CLIENT_SECRET.

Ctrl-C finishes what is under way and keeps the progress; the same command then goes on.
Exit code: 0 all lines accepted, 1 some rejected, 2 the command line, input or credentials cannot be used,
3 not finished (interrupted, or the service could not be reached).
`;
