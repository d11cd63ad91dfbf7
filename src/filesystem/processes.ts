import fs from 'node:fs';
import os from 'node:os';
import { processStart } from '../native/windows.ts';
import { isWindows } from './platform.ts';

/** What names a process for good, also after its id is used again. */
export interface ProcessMark {
  pid: number;
  /** FILETIME on Windows; the boot and the ticks since then on Linux. */
  start: string;
  host: string;
}

/** This process. */
export const ownProcess = (): ProcessMark => ({ pid: process.pid, start: startOf(process.pid) ?? '', host: os.hostname() });

/** Whether a process still runs; one of another machine counts as running, for nobody here can tell. */
export function isAlive({ pid, start, host }: ProcessMark): boolean {
  if (host !== os.hostname()) return true;
  const found = startOf(pid);
  return found !== null && (found === 'unknown' || found === start);
}

/** Null where no such process runs. */
function startOf(pid: number): string | null {
  if (isWindows) {
    const start = processStart(pid);
    return start === null ? null : String(start);
  }
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): the name, in parentheses, may hold anything; starttime is field 22
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return fs.existsSync('/proc/self/stat') ? null : startWithoutProc(pid);
    throw error;
  }
}

/** Where there is no /proc, only that a process of that id runs can be told. */
function startWithoutProc(pid: number): string | null {
  try {
    process.kill(pid, 0);
    return 'unknown';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null;
    return 'unknown';
  }
}
