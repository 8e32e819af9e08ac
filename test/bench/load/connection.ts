import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * One HTTP connection that stays open, one request at a time. Reads only what it needs of an answer: a client that did
 * more would be slower than the servers it is to measure.
 */
export class Connection {
  readonly #socket: Socket;
  #received = '';
  #answered: ((answer: string) => void) | undefined;
  #failed: ((error: Error) => void) | undefined;

  static async open(port: number): Promise<Connection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new Connection(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.#receive(chunk));
    socket.on('close', () => this.#failed?.(new Error('the server closed a connection')));
  }

  ask(request: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.#socket.write(request);
    });
  }

  #receive(chunk: string): void {
    this.#received += chunk;
    if (!isComplete(this.#received)) return;
    const answer = this.#received;
    this.#received = '';
    this.#answered?.(answer);
  }
}

const LENGTH = /^content-length: (\d+)\r$/im;

function isComplete(answer: string): boolean {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = LENGTH.exec(answer.slice(0, headEnd + 2))?.[1];
  if (length === undefined) return answer.endsWith('0\r\n\r\n');
  return answer.length - headEnd - 4 >= Number(length);
}
