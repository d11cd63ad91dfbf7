import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exePath } from '../support/exe.ts';
import { ntfsFolder } from '../support/ntfs.ts';

const hasScript = process.platform === 'linux' && fs.existsSync('/usr/bin/script');

/** What a terminal is sent by one command line of the exe; script(1) gives it one. */
function onTerminal(folder: string, args: string[], env: Record<string, string> = {}): string {
  const record = path.join(folder, 'record');
  const words = [exePath('linux', 'shipped'), ...args].map((word) => `'${word}'`).join(' ');
  execFileSync('script', ['-qc', `stty cols 100; ${words}`, record], { stdio: 'ignore', env: { ...process.env, TERM: 'xterm', FORCE_COLOR: undefined, NO_COLOR: undefined, CI: undefined, ...env } });
  return fs.readFileSync(record, 'utf8').split('\n').slice(1, -2).join('\n');
}

describe.runIf(hasScript)('on a terminal (script(1); Windows consoles are not to be had here)', () => {
  describe('a long copy', () => {
    let place: string;
    let source: string;

    beforeAll(() => {
      place = fs.mkdtempSync(path.join('/var/tmp', 'linkkit-terminal-'));
      source = path.join(place, 't');
      for (let folder = 0; folder < 100; folder += 1) {
        fs.mkdirSync(path.join(source, String(folder)), { recursive: true });
        for (let index = 0; index < 400; index += 1) fs.writeFileSync(path.join(source, String(folder), String(index)), '');
      }
    });
    afterAll(() => fs.rmSync(place, { recursive: true, force: true }));

    const answer = /Linked 40,000 files in 101 folders, 0 bytes shared, [\d.]+ s\./;

    test('shows one live line with count and rate, drawn a few times a second, and takes it away', () => {
      const sent = onTerminal(place, ['copy', source, path.join(place, 'x')]);
      expect(sent).toMatch(/copy [\d,]+ files, [\d,]+ files\/s {2}\S+\/x/);
      expect(sent).toContain('\u001b[?25h'); // the cursor is back
      const [before, after] = sent.split(answer);
      expect(after, 'the answer comes last').not.toMatch(/files\/s/);
      expect(before!.lastIndexOf('\u001b[0K'), 'the line was cleared before').toBeGreaterThan(before!.lastIndexOf('files/s'));
      expect(sent.length, 'a line an item would be megabytes').toBeLessThan(100_000);
    });

    test.each([['TERM', 'dumb'], ['CI', 'true']] as const)('shows no progress on a terminal that cannot redraw a line: %s=%s', (name, value) => {
      const sent = onTerminal(place, ['copy', source, path.join(place, name)], { [name]: value });
      expect(sent).toMatch(answer);
      expect(sent).not.toContain('files/s');
    });
  });

  test('colour on a terminal, none with NO_COLOR', () => {
    const { linux: folder } = ntfsFolder(`terminal${process.pid}`);
    const sent = (env: Record<string, string>): string => onTerminal(folder, ['siblings', path.join(folder, 'missing')], env);
    expect(sent({})).toContain('\u001b[31merror: ');
    expect(sent({ NO_COLOR: '1' })).toMatch(/^error: /);
  });
});
