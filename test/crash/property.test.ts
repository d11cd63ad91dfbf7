// Random sequences of copy, edit, detach, remove and undo: the file system is what a model of names and contents says, after every step.
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Line } from '../support/exe.ts';
import { canMakeVolume, extraVolume, type Volume } from '../support/ntfs.ts';
import { isTemporary } from './manifest.ts';
import { Model, type Wrong } from './model.ts';
import { startServe, type Serve } from './serve.ts';

/** A failure prints the seed and the shortest sequence that fails; the same seed gives the same sequences. */
const seed = Number(process.env['LINKKIT_SEED'] ?? 20_261_125);
const sequences = process.env['LINKKIT_CRASH'] === 'full' ? 20_000 : 2_000;

const names = ['a/x', 'a/y', 'a/d/z', 'b/x', 'b/d/z'] as const;
const folders = ['a', 'b'] as const;
const name = fc.constantFrom(...names);

/** One step; where it does not fit what is there, it is left out. */
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('save' as const), name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('write' as const), name }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('copyTree' as const), from: fc.constantFrom(...folders), onExists: fc.constantFrom('error' as const, 'skip' as const, 'replace' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('copy' as const), from: name, to: name, onExists: fc.constantFrom('error' as const, 'skip' as const, 'replace' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('detach' as const), name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('detachTree' as const), folder: fc.constantFrom(...folders), onlyOutside: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), name, undoable: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('removeTree' as const), folder: fc.constantFrom(...folders), undoable: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('undo' as const), which: fc.nat(11) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe.runIf(canMakeVolume('tmpfs'))('a model of names and contents', () => {
  let volume: Volume;
  let serve: Serve;
  const at = (...parts: string[]): string => path.join(volume.linux, 'box', ...parts);
  const relative = (file: string): string => path.relative(at('tree'), file);
  beforeAll(() => {
    volume = extraVolume('property', { fileSystem: 'tmpfs', sizeMiB: 256 });
    fs.mkdirSync(at('state'), { recursive: true, mode: 0o755 });
    serve = startServe(at('state'));
  });
  afterAll(async () => {
    await serve?.close();
    volume?.remove();
  });

  /** A small tree, and no operation known any more. */
  function begin(): Model {
    for (const one of ['tree', 'state/journal', 'state/keeps']) fs.rmSync(at(one), { recursive: true, force: true });
    for (const one of ['a/d', 'b']) fs.mkdirSync(at('tree', one), { recursive: true });
    const model = new Model();
    for (const one of ['a/x', 'a/y', 'a/d/z']) {
      model.save(one, content());
      fs.writeFileSync(at('tree', one), model.names.get(one)!.content);
    }
    return model;
  }

  let counter = 0;
  /** No two have one length: a change within one tick of the clock still shows. */
  const content = (): string => `${(counter += 1)}${'.'.repeat(counter % 1_000)}`;

  async function take(model: Model, one: Step): Promise<Wrong> {
    const full = (file: string): string => at('tree', file);
    const ask = (command: string, options: Record<string, unknown>): Promise<Line[]> => serve.ask(command, options);
    const isThere = 'name' in one && model.names.has(one.name);
    switch (one.do) {
      case 'save': {
        const text = content();
        fs.mkdirSync(path.dirname(full(one.name)), { recursive: true });
        fs.writeFileSync(full('new'), text);
        fs.renameSync(full('new'), full(one.name));
        model.save(one.name, text);
        return [];
      }
      case 'write': {
        if (!isThere) return [];
        const text = content();
        fs.writeFileSync(full(one.name), text);
        model.write(one.name, text);
        return [];
      }
      case 'copyTree': {
        const to = one.from === 'a' ? 'b' : 'a';
        if (!fs.existsSync(full(one.from))) return [];
        const pairs = model.in(one.from).map((from) => [from, to + from.slice(1)] as const);
        return model.copied(await ask('copy', { source: [full(one.from)], destination: full(to), exact: true, parents: true, 'on-exists': one.onExists }), pairs, one.onExists);
      }
      case 'copy':
        if (!model.names.has(one.from) || one.from === one.to) return [];
        return model.copied(await ask('copy', { source: [full(one.from)], destination: full(one.to), exact: true, parents: true, 'on-exists': one.onExists }), [[one.from, one.to]], one.onExists);
      case 'detach':
        if (!isThere) return [];
        return model.detached(await ask('detach', { path: [full(one.name)] }), relative, [one.name], false);
      case 'detachTree':
        if (!fs.existsSync(full(one.folder))) return [];
        return model.detached(await ask('detach', { path: [full(one.folder)], recurse: true, 'only-outside': one.onlyOutside }), relative, model.in(one.folder), one.onlyOutside);
      case 'remove':
        if (!isThere) return [];
        return model.removed(await ask('remove', { path: [full(one.name)], undoable: one.undoable }), relative, [one.name], one.undoable);
      case 'removeTree':
        if (!fs.existsSync(full(one.folder))) return [];
        return model.removed(await ask('remove', { path: [full(one.folder)], recurse: true, undoable: one.undoable }), relative, model.in(one.folder), one.undoable);
      case 'undo': {
        const operation = model.done.at(one.which % model.done.length);
        if (!operation) return [];
        const reachable = new Set(operation.changes.map((change) => change.name).filter((changed) => fs.existsSync(path.dirname(full(changed)))));
        return model.undone(await ask('undo', { id: operation.id }), relative, operation, reachable);
      }
    }
  }

  /** The disk, and what the model says it is: each name's content, and the names that are one with it. */
  function expectSame(model: Model): void {
    const found = new Map<string, { content: string; inode: number }>();
    for (const entry of fs.readdirSync(at('tree'), { withFileTypes: true, recursive: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (!entry.isDirectory()) found.set(relative(file), { content: fs.readFileSync(file, 'utf8'), inode: fs.statSync(file).ino });
    }
    const told = (content: string, others: string[]): string => `${content.slice(0, 6)} ${others.sort().join(' = ')}`;
    const disk = [...found].map(([one, { content: text, inode }]) => [one, told(text, [...found].filter(([, other]) => other.inode === inode).map(([other]) => other))]);
    const wanted = [...model.names].map(([one, file]) => [one, told(file.content, model.namesOf(file))]);
    expect(Object.fromEntries(disk.sort())).toEqual(Object.fromEntries(wanted.sort()));
  }

  test(`${sequences} sequences`, { timeout: 900_000 }, async ({ annotate }) => {
    const counts: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (sequence) => {
        const model = begin();
        for (const one of sequence) {
          if (one.do !== 'undo' || model.done.length > 0) counts[one.do] = (counts[one.do] ?? 0) + 1;
          expect(await take(model, one), JSON.stringify(one)).toEqual([]);
          expectSame(model);
        }
        expect(fs.readdirSync(at('tree'), { recursive: true, encoding: 'utf8' }).filter(isTemporary)).toEqual([]);
      }),
      { numRuns: sequences, seed, includeErrorInReport: true },
    );
    await annotate(`${sequences} sequences, seed ${seed}: ${Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(', ')}`);
  });
});
