import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nodeProgram } from '../../src/packaging/paths.mjs';
import { pathFor } from './exe.ts';
import { wineEnvironment, wineProgram } from './wine.mjs';

/** libuv's flag to share with nobody (uv.h, Windows only); without it Node shares all, deleting included. */
const UV_FS_O_EXLOCK = 0x1000_0000;

const script = `
const fs = require('node:fs');
const [file, flags, sign, end] = process.argv.slice(2);
try { fs.openSync(file, Number(flags)); } catch (error) { fs.writeFileSync(sign, error.message); process.exit(1); }
fs.writeFileSync(sign, '');
setInterval(() => { if (fs.existsSync(end)) process.exit(0); }, 20);
`;

/** Another Windows process that holds a file open, named as Windows does, until `letGo`. `shares`: others may open, rename and delete it; `writes`: it is open for writing, too. */
export async function holdOpen(file: string, { shares, writes = false }: { shares: boolean; writes?: boolean }): Promise<{ letGo(): Promise<void> }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-holder-'));
  const [program, sign, end] = ['holder.cjs', 'sign', 'end'].map((name) => path.join(folder, name)) as [string, string, string];
  fs.writeFileSync(program, script);
  const output = fs.openSync(path.join(folder, 'output'), 'w');
  const child = spawn(wineProgram()!, [nodeProgram('win-x64'), pathFor('wine', program), file, String((writes ? fs.constants.O_RDWR : fs.constants.O_RDONLY) + (shares ? 0 : UV_FS_O_EXLOCK)), pathFor('wine', sign), pathFor('wine', end)], {
    env: { ...process.env, ...wineEnvironment() },
    stdio: ['ignore', output, output],
  });
  fs.closeSync(output);
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (!fs.existsSync(sign) && !isOver) await new Promise((resolve) => setTimeout(resolve, 20));
  const said = fs.existsSync(sign) ? fs.readFileSync(sign, 'utf8') : fs.readFileSync(path.join(folder, 'output'), 'utf8');
  if (said !== '' || isOver) throw new Error(`the file is not held open: ${said}`);
  return {
    async letGo() {
      fs.writeFileSync(end, '');
      await ended;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
