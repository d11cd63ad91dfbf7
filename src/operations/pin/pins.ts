import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import type { ConflictRule, PinKind } from '../../contract/pinWords.ts';
import { pinFileSchema, type PinFile } from '../../contract/pins.ts';
import { foldCase } from '../../filesystem/caseSensitivity.ts';
import { absolutePath } from '../../filesystem/paths.ts';
import { readJsonDocument, type JsonDocument } from '../jsonDocument.ts';

/** A pin as it is meant here: variables expanded, paths absolute. */
export interface Pin {
  /** The pin file. */
  file: string;
  /** Its place in the file. */
  index: number;
  name: string;
  source: string;
  targets: readonly string[];
  as: PinKind;
  onConflict: ConflictRule;
}

/** The pins of a file. Throws InvalidFile with line and column: what JSON or the schema does not allow, unknown variables, one name or one target twice. */
export const readPins = (file: string): Pin[] => pinsOf(readJsonDocument(file, pinFileSchema));

export function pinsOf(document: JsonDocument<PinFile>): Pin[] {
  const folder = path.dirname(document.name);
  const names = new Set<string>();
  const targets = new Map<string, string>();
  return document.value.pins.map((spec, index) => {
    const at = (...more: (string | number)[]): (string | number)[] => ['pins', index, ...more];
    if (names.size === names.add(foldCase(spec.name)).size) throw document.wrong(at('name'), `There are two pins of the name '${spec.name}'.`, 'Give each its own.');
    const place = (text: string, where: (string | number)[]): string => absolutePath(expanded(text, (name) => document.wrong(where, `The environment has no variable ${name}.`, 'Write %% for a percent sign.')), folder);
    const source = place(spec.source, at('source'));
    const own = spec.targets.map((text, number) => {
      const target = place(text, at('targets', number));
      const holder = targets.get(foldCase(target));
      if (holder !== undefined) throw document.wrong(at('targets', number), `${target} is a target of '${holder}' already.`, 'A name leads to one source only.');
      if (foldCase(target) === foldCase(source)) throw document.wrong(at('targets', number), 'A target is a name other than its source.');
      targets.set(foldCase(target), spec.name);
      return target;
    });
    return { file: document.name, index, name: spec.name, source, targets: own, as: spec.as ?? 'hardlink', onConflict: spec.onConflict ?? 'ask' };
  });
}

/** %NAME% as the environment has it, %% as a percent sign; a percent sign that begins neither stands for itself. */
function expanded(text: string, unknown: (name: string) => LinkKitError): string {
  return text.replace(/%([^%]*)%/g, (_, name: string) => {
    if (name === '') return '%';
    const value = process.env[name];
    if (value === undefined || value === '') throw unknown(name);
    return value;
  });
}

/** A path as it is written into a pin file: from the file's own folder where it lies below that, so that both can move together; else whole. */
export function written(text: string, file: string): string {
  const folder = path.dirname(file) + path.sep;
  const below = text.startsWith(folder) ? text.slice(folder.length).replaceAll(path.sep, '/') : text;
  return below.replaceAll('%', '%%');
}

/** The pins of these names, all where none is given. Throws NotFound for a name that none has. */
export function chosen(pins: readonly Pin[], names: readonly string[]): Pin[] {
  const left = new Set(names.map(foldCase));
  const found = names.length === 0 ? [...pins] : pins.filter(({ name }) => left.has(foldCase(name)));
  for (const { name } of found) left.delete(foldCase(name));
  const missing = names.find((name) => left.has(foldCase(name)));
  if (missing !== undefined) throw new LinkKitError('NotFound', { message: `There is no pin '${missing}'.`, hint: 'linkkit pin list shows them.' });
  return found;
}
