import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { targets } from '../support/exe.ts';
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

/** How long it took differs from run to run. */
const withoutSeconds = (text: string): string => text.replace(/\d+\.\d s\./g, '0.0 s.').replace(/"seconds":[\d.]+/g, '"seconds":0');

describe.runIf(targets().some((target) => target !== 'linux'))('the README’s tour of the exe', () => {
  test('every command prints what the README shows', async () => {
    const w = where(targets().find((target) => target !== 'linux')!);
    w.write('report/notes.txt', 'n'.repeat(12_345));
    w.write('report/photos/one.jpg', 'o'.repeat(1_400_000));
    w.write('report/photos/two.jpg', 't'.repeat(1_600_000));
    const [long, inJson] = [w.there(), JSON.stringify(w.there()).slice(1, -1)];
    const commands = shown();
    expect(commands.length).toBeGreaterThan(4);
    for (const { args, output } of commands) {
      const { stdout, stderr } = await w.run(args, { cwd: w.folder });
      const text = `${stdout}${stderr}`.replaceAll(inJson, 'D:\\\\Work').replaceAll(long, 'D:\\Work').replaceAll('\r\n', '\n');
      expect(withoutSeconds(text.trim()), args.join(' ')).toBe(withoutSeconds(output));
    }
  });
});
