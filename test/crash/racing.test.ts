// Another program renames, edits, deletes, creates, and swaps folders for symbolic links while LinkKit works: nothing outside of the named
// trees is touched, and every content is found again. Symbolic links stand for junctions, which Wine cannot make.
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canMakeVolume, extraVolume, type Volume } from '../support/ntfs.ts';
import { manifestOf, hashOf, isTemporary } from './manifest.ts';
import { startServe, type Serve } from './serve.ts';

const rounds = process.env['LINKKIT_CRASH'] === 'full' ? 2_000 : 200;

describe.runIf(canMakeVolume('tmpfs'))('a racing writer', () => {
  let volume: Volume;
  let serve: Serve;
  const at = (...names: string[]): string => path.join(volume.linux, 'box', ...names);

  beforeAll(() => {
    volume = extraVolume('racing', { fileSystem: 'tmpfs', sizeMiB: 512 });
    for (const folder of ['in', 'new', 'decoy']) for (let number = 0; number < 4; number += 1) fs.mkdirSync(at(folder, `d${number}`), { recursive: true, mode: 0o755 });
    for (const folder of ['trash', 'away', 'state']) fs.mkdirSync(at(folder));
    for (const folder of ['in', 'new', 'decoy']) {
      for (let number = 0; number < 100; number += 1) fs.writeFileSync(at(folder, `d${number % 4}`, `f${Math.floor(number / 4)}`), `${folder} ${number}`);
    }
    serve = startServe(at('state'));
  });
  afterAll(async () => {
    await serve?.close();
    volume?.remove();
  });

  const startRacer = (seed: number): ChildProcess => spawn(process.execPath, [fileURLToPath(new URL('racer.mjs', import.meta.url)), at(), String(seed)], { stdio: ['pipe', 'ignore', 'inherit'] });

  async function stop(racer: ChildProcess): Promise<void> {
    const closed = new Promise((resolve) => racer.on('close', resolve));
    racer.stdin!.end();
    await closed;
    expect(racer.exitCode).toBe(0);
  }

  /** What the others' folder holds: names, files, contents, and how many names each has. */
  const decoy = (): Record<string, string> => Object.fromEntries([...manifestOf(at('decoy'))].map(([name, { content, identity, mode }]) => [name, `${content} ${identity} ${mode} ${fs.statSync(at('decoy', name)).nlink}`]));

  const requests: readonly (() => [command: string, options: Record<string, unknown>])[] = [
    () => ['copy', { source: [at('in')], destination: at('new'), exact: true, 'on-exists': 'replace' }],
    () => ['detach', { path: [at('in'), at('new')], recurse: true }],
    () => ['dedupe', { path: [at('in'), at('new')], 'min-size': 0, 'no-cache': true }],
    () => ['remove', { path: [at('new', 'd0'), at('in', 'd1')], recurse: true, undoable: true }],
  ];

  test(`${rounds} rounds of copy, detach, dedupe, remove and undo`, { timeout: 900_000 }, async ({ annotate }) => {
    const before = decoy();
    const written = new Set([...manifestOf(at('in')), ...manifestOf(at('new'))].filter(([, { kind }]) => kind === 'file').map(([, { content }]) => content));
    const internal: unknown[] = [];
    const outside: string[] = [];
    let codes = 0;
    const racer = startRacer(1);
    for (let round = 0; round < rounds; round += 1) {
      const [command, options] = requests[round % requests.length]!();
      const lines = await serve.ask(command, options);
      const undo = round % 2 === 0 ? await serve.ask('undo', { id: lines[0]!['operationId'] }) : [];
      for (const { type, code, message } of [...lines, ...undo]) {
        if (type === 'error') codes += 1;
        if (code === 'Internal') internal.push(message);
      }
      for (const [name, now] of Object.entries({ ...before, ...decoy() })) if (now !== before[name]) outside.push(`round ${round} ${command}: ${name}: ${before[name]} is ${now}`);
      for (const name of Object.keys(before)) if (!fs.existsSync(at('decoy', name))) outside.push(`round ${round} ${command}: ${name} is gone`);
      if (outside.length > 0) break;
      for (const folder of ['d0', 'd1', 'd2', 'd3']) for (const tree of ['in', 'new']) fs.mkdirSync(at(tree, folder), { recursive: true });
    }
    await stop(racer);
    expect(internal).toEqual([]);
    expect(outside).toEqual([]);

    for (const line of fs.readFileSync(at('racer.log'), 'utf8').split('\n').filter((text) => text !== '')) {
      const [what, text] = JSON.parse(line) as ['+' | '-', string];
      if (what === '+') written.add(hashOf(text));
      else written.delete(hashOf(text));
    }
    const found = new Set([...manifestOf(at())].map(([, { content }]) => content));
    const lost = [...written].filter((content) => !found.has(content));
    expect(lost.length, `lost of ${written.size}`).toBe(0);
    await serve.ask('recover', {});
    expect([...manifestOf(at('in')).keys(), ...manifestOf(at('new')).keys()].filter(isTemporary)).toEqual([]);
    await annotate(`${rounds} rounds, ${written.size} contents found again, ${codes} errors told`);
  });
});
