import fs from 'node:fs';
import { Win32Error } from '../native/win32Error.ts';

/** The file that gets a line for each point passed; the point's number is its line. */
const visited = 'LINKKIT_TEST_FAULTS';
/** The number of the point at which the process is killed, or fails. */
const at = 'LINKKIT_TEST_FAULT_AT';
/** The system's error that is thrown there instead of a kill: EIO, ENOSPC, 32. */
const failure = 'LINKKIT_TEST_FAULT_ERROR';

/**
 * Stands before every step that touches the disk. In the test build a run can be killed here, as by a power button
 * (test/crash); in the shipped one it is nothing. All threads of a process count together.
 */
export function faultPoint(name: string): void {
  if (typeof __TEST_BUILD__ === 'undefined' || !__TEST_BUILD__) return;
  const file = process.env[visited];
  if (!file) return;
  fs.appendFileSync(file, `${name}\n`);
  const number = fs.readFileSync(file, 'utf8').split('\n').length - 1;
  const wanted = Number(process.env[at]) || Infinity;
  const code = process.env[failure];
  // Two threads may have come by at once: the next point will do for a kill
  if (code ? number !== wanted : number < wanted) return;
  if (code && /^\d+$/.test(code)) throw new Win32Error(name, Number(code));
  if (code) throw Object.assign(new Error(`fault at ${name}`), { code, syscall: name });
  process.kill(process.pid, 'SIGKILL');
  // The signal to oneself may come a moment later: nothing more may happen until then
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
}
