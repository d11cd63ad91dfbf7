import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { pathFor, targets } from '../support/exe.ts';
import { where } from './where.ts';

const readme = fs.readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');
const prompt = 'D:\\Work> linkkit ';

/** The commands that the README shows, each with what it prints there. */
function shown(): { args: string[]; output: string }[] {
  const blocks = [...readme.matchAll(/```\n(D:\\Work> [\s\S]*?)```/g)].map(([, text]) => text!);
  return blocks.flatMap((block) => block.split(/^(?=D:\\Work> )/m)).map((one) => {
    const [command = '', ...lines] = one.split('\n');
    return { args: command.slice(prompt.length).split(' '), output: lines.join('\n').trim() };
  });
}

/** How long it took differs from run to run, and so do the time and the ids of operations. */
const idPattern = /\d{8}T\d{9}Z-\w+-\d+ */g;
const withoutSeconds = (text: string): string =>
  text.replace(/\d+\.\d s\b/g, '0.0 s').replace(/[\d.]+ \w+ as measured/g, '0 bytes as measured').replace(/^Free space: .*$/gm, 'Free space').replace(/"seconds":[\d.]+/g, '"seconds":0').replace(/^\d{4}-\d\d-\d\d \d\d:\d\d/gm, 'when').replace(/(last run|next) \d{4}-\d\d-\d\d \d\d:\d\d/g, '$1 when').replace(/The log: .*/g, 'The log').replace(idPattern, 'ID ');

/** What the README says an editor has done, at the times that it shows. */
function saveByRename(name: string, source: string): void {
  fs.writeFileSync(`${name}.new`, 'edited in the old program');
  fs.renameSync(`${name}.new`, name);
  for (const [file, time] of [[source, '10:00'], [name, '11:30']] as const) fs.utimesSync(file, new Date(`2026-11-24T${time}:00Z`), new Date(`2026-11-24T${time}:00Z`));
}

/** A task of the bench lies where LINKKIT_STATE says, and is warned of. */
const storeOfTheBench = /^warning: [^\n]*LINKKIT_STATE[^\n]*\n[^\n]*\n/gm;

describe.runIf(targets().some((target) => target !== 'linux'))('the README’s tour of the exe', () => {
  test('every command prints what the README shows', async () => {
    const w = where(targets().find((target) => target !== 'linux')!);
    w.write('report/notes.txt', 'n'.repeat(12_345));
    w.write('report/photos/one.jpg', 'o'.repeat(1_400_000));
    w.write('report/photos/two.jpg', 't'.repeat(1_600_000));
    const [long, inJson] = [w.there(), JSON.stringify(w.there()).slice(1, -1)];
    const commands = shown();
    expect(commands.length).toBeGreaterThan(4);
    const state = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-tour-'));
    let id = '';
    for (const { args, output } of commands) {
      if (args.join(' ') === 'pin check') saveByRename(w.here('legacy.txt'), w.here('report/notes.txt'));
      const { stdout, stderr } = await w.run(args.map((arg) => arg.replace(idPattern, id)), { cwd: w.folder, env: { LINKKIT_STATE: pathFor(w.target, state) } });
      id = stdout.match(idPattern)?.at(-1)?.trim() ?? id;
      const text = `${stdout}${stderr.replace(storeOfTheBench, '')}`.replaceAll(inJson, 'D:\\\\Work').replaceAll(long, 'D:\\Work').replaceAll('\r\n', '\n');
      expect(withoutSeconds(text.trim()), args.join(' ')).toBe(withoutSeconds(output));
    }
    fs.rmSync(state, { recursive: true, force: true });
  });
});
