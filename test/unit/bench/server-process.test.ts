import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { findProgram, freePort, startServer, userNamed } from '../../bench/peers/server-process.ts';

describe('a program of the machine', () => {
  test('is found in the path', () => {
    expect(findProgram('sh')).toMatch(/\/sh$/);
  });

  test('is missed when it is not installed', () => {
    expect(findProgram('no-such-program-anywhere')).toBeUndefined();
  });

  test('runs as a user only if there is one of that name', () => {
    expect(userNamed('root')).toEqual({ uid: 0, gid: 0 });
    expect(userNamed('no-such-user-anywhere')).toBeUndefined();
  });

  test('gets a port that can be listened on', async () => {
    const server = createServer().listen(await freePort(), '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    expect(server.listening).toBe(true);
    server.close();
  });
});

describe('a server process', () => {
  test('is asked again until it answers, and is gone once it is stopped', async () => {
    const server = startServer(process.execPath, ['-e', 'setInterval(() => {}, 1_000)']);
    let asked = 0;
    const answer = await server.until(async () => {
      asked += 1;
      if (asked < 3) throw new Error('not yet');
      return 'ready';
    });
    expect([answer, asked]).toEqual(['ready', 3]);
    await server.stop();
    const refusal = server.until(() => Promise.reject(new Error('nobody is there')));
    await expect(refusal).rejects.toThrow('nobody is there');
  });

  test('that cannot be started is said to be so', async () => {
    const server = startServer('/no/such/program', []);
    const starting = server.until(() => Promise.reject(new Error('no connection')));
    await expect(starting).rejects.toThrow(/ENOENT|no connection/);
    await server.stop();
  });
});
