import readline from 'node:readline';
import { startLinkkit, type Line } from '../support/exe.ts';

/** One `linkkit serve` for many requests, one after the other; a start of the exe costs more than most of them. */
export interface Serve {
  /** The lines of the reply. Rejects where the process ends before it. */
  ask(command: string, options: Record<string, unknown>): Promise<Line[]>;
  close(): Promise<void>;
}

export function startServe(state: string): Serve {
  const child = startLinkkit(['serve'], { target: 'linux', build: 'test', env: { LINKKIT_STATE: state } });
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let waiting: { lines: Line[]; resolve: (lines: Line[]) => void; reject: (error: Error) => void } | null = null;
  let request = 0;
  readline.createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Line;
    waiting?.lines.push(line);
    if (line.type === 'summary') waiting?.resolve(waiting.lines);
  });
  void closed.then(() => waiting?.reject(new Error(`serve ended: ${child.exitCode ?? child.signalCode}`)));
  return {
    ask(command, options) {
      request += 1;
      const answer = new Promise<Line[]>((resolve, reject) => (waiting = { lines: [], resolve, reject }));
      child.stdin.write(`${JSON.stringify({ request, command, options })}\n`);
      return answer;
    },
    async close() {
      child.stdin.end();
      await closed;
    },
  };
}
