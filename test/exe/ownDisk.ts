import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { exePath, type Line } from '../support/exe.ts';
import { expectContract } from './where.ts';

/** A place on the machine's own disk or in its memory, for what a FUSE volume is too slow for or does not have. */
export interface Disk {
  folder: string;
  at(...names: string[]): string;
  write(name: string, text?: string): void;
  run(args: readonly string[], ...before: string[]): { status: number | null; lines: Line[] };
}

export function ownDisk(base = '/var/tmp'): Disk {
  const folder = fs.mkdtempSync(path.join(fs.existsSync(base) ? base : '/var/tmp', 'linkkit-scan-'));
  const made = new Set<string>();
  fs.chmodSync(folder, 0o755);
  return {
    folder,
    at: (...names) => path.join(folder, ...names),
    write(name, text = name) {
      const above = path.join(folder, path.dirname(name));
      if (!made.has(above)) fs.mkdirSync(above, { recursive: true });
      made.add(above);
      fs.writeFileSync(path.join(folder, name), text);
    },
    run(args, ...before) {
      const [program, ...rest] = [...before, exePath('linux'), 'scan', ...args, '--output', 'ndjson'];
      const { status, stdout } = spawnSync(program!, rest, { encoding: 'utf8', cwd: folder, maxBuffer: 2 ** 30, env: { PATH: process.env['PATH'], LINKKIT_STATE: path.join(folder, 'state') } });
      const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as Line);
      expectContract(lines);
      return { status, lines };
    },
  };
}

/** The files among the items of a scan. */
export const setsOf = (lines: readonly Line[]): Line[] => lines.filter(({ itemKind }) => itemKind === 'set');
