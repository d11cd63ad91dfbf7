import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll } from 'vitest';
import { z } from 'zod';
import { itemSchemas } from '../../src/contract/items.ts';
import { errorSchema, lineSchemas, startSchema, summarySchema, type CommandWithItems } from '../../src/contract/lines.ts';
import { runLinkkit, type Line, type RunOptions, type RunResult, type Target } from '../support/exe.ts';
import { ntfsFolder } from '../support/ntfs.ts';

/** A fresh folder on the NTFS volume of the bench, seen from the test (`here`) and from the exe (`there`). */
export interface Where {
  target: Target;
  /** The folder for node:fs in the test. */
  folder: string;
  /** A path below it, for node:fs. */
  here(...names: string[]): string;
  /** The same path as the exe is given it and gives it back. */
  there(...names: string[]): string;
  /** Writes a file, its folders too. */
  write(name: string, text: string): void;
  run(args: readonly string[], options?: Partial<RunOptions>): Promise<RunResult>;
  /** Everything below, as 'name' → identity and content, to see that nothing was touched. */
  snapshot(): Record<string, string>;
}

let number = 0;

/** Taken away when their test file is done: under Wine a search of the whole volume would take minutes of what others have left. */
const made: string[] = [];
afterAll(() => made.splice(0).forEach((folder) => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 })));

/** A new folder for one test. */
export function where(target: Target): Where {
  number += 1;
  const place = ntfsFolder(`t${process.pid}-${number}`);
  made.push(place.linux);
  const isWindows = target !== 'linux';
  const here = (...names: string[]): string => path.join(place.linux, ...names);
  return {
    target,
    folder: place.linux,
    here,
    there: (...names) => (isWindows ? [place.windows, ...names.map((name) => name.replaceAll('/', '\\'))].join('\\') : here(...names)),
    write(name, text) {
      fs.mkdirSync(path.dirname(here(name)), { recursive: true });
      fs.writeFileSync(here(name), text);
    },
    async run(args, options = {}) {
      const result = await runLinkkit([...args], { target, ...options });
      if (args[0] === 'serve' || args.includes('ndjson')) expectContract(result.lines);
      return result;
    },
    snapshot: () => snapshot(place.linux),
  };
}

/** Every line of a run is what the contract says, by the schemas that `linkkit schema` prints. */
export function expectContract(lines: readonly Line[]): void {
  const commandOf = new Map<unknown, string>();
  for (const line of lines) {
    if (line.type === 'start') commandOf.set(line['request'], line['command'] as string);
    const command = commandOf.get(line['request']) as CommandWithItems;
    const schema = Object.hasOwn(itemSchemas, command) ? lineSchemas(command) : z.union([startSchema, errorSchema, summarySchema]);
    const { success, error } = schema.safeParse(line);
    if (!success) throw new Error(`not in the contract: ${JSON.stringify(line)}: ${z.prettifyError(error)}`);
  }
}

/** Every name below a folder with its inode, kind and content. */
export function snapshot(folder: string, below = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of fs.readdirSync(path.join(folder, below), { withFileTypes: true })) {
    const name = path.join(below, entry.name);
    const full = path.join(folder, name);
    const { ino, nlink } = fs.lstatSync(full, { bigint: true });
    if (entry.isDirectory()) Object.assign(found, { [name]: 'folder' }, snapshot(folder, name));
    else found[name] = entry.isSymbolicLink() ? `-> ${fs.readlinkSync(full)}` : `${ino} ${nlink} ${entry.isFile() ? fs.readFileSync(full, 'utf8') : 'special'}`;
  }
  return found;
}

/** Whether two names are one file. */
export function sameFile(one: string, other: string): boolean {
  const [left, right] = [fs.lstatSync(one, { bigint: true }), fs.lstatSync(other, { bigint: true })];
  return left.ino === right.ino && left.dev === right.dev;
}

/** The error codes of a run. */
export const codes = ({ lines }: RunResult): string[] => lines.filter(({ type }) => type === 'error').map(({ code }) => String(code));

export const itemsOf = ({ lines }: RunResult): Record<string, unknown>[] => lines.filter(({ type }) => type === 'item');

export const summaryOf = ({ lines }: RunResult): Record<string, unknown> => lines.at(-1)!;

/** On the bench's NTFS volume (ntfs-3g): FILE_ATTRIBUTE_READONLY through its extended attribute (little-endian). */
export function setReadOnly(name: string): void {
  execFileSync('setfattr', ['-h', '-n', 'system.ntfs_attrib', '-v', '0x21000000', name]);
}

export const isReadOnly = (name: string): boolean => execFileSync('getfattr', ['--absolute-names', '--only-values', '-n', 'system.ntfs_attrib', name])[0] === 0x21;
