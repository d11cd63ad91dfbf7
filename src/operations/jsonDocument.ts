import fs from 'node:fs';
import { applyEdits, createScanner, findNodeAtLocation, modify, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { LinkKitError } from '../contract/errors.ts';
import type { Schema } from '../contract/schema.ts';
import { entryOrNull, type Entry } from '../filesystem/entry.ts';
import { withPath } from '../filesystem/osError.ts';
import { writeWhole } from '../filesystem/writeWhole.ts';

/** A file of JSON that a person may have written: with comments, trailing commas, and in the encoding of any editor. */
export interface JsonDocument<Value> {
  name: string;
  text: string;
  value: Value;
  /** An error about what stands at a place of it ('pins', 0, 'source'), with line and column. */
  wrong(at: readonly (string | number)[], message: string, hint?: string): LinkKitError;
  /** Its text with one value more in an array, or (undefined) without one that is there. Comments stay. */
  edited(at: readonly (string | number)[], value: unknown): string;
  /** Writes another text in its place, in the same encoding. Throws ChangedDuringOperation where it is not what was read any more. */
  write(text: string): Promise<void>;
}

type Encoding = 'utf8' | 'utf8-bom' | 'utf16le';

/** Reads and checks it. Throws NotFound …, and InvalidFile with line, column and what was expected. */
export function readJsonDocument<Value>(name: string, schema: Schema<Value>): JsonDocument<Value> {
  const entry = entryOrNull(name);
  const bytes = withPath(name, () => fs.readFileSync(name));
  const encoding: Encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : bytes[0] === 0xef && bytes[1] === 0xbb ? 'utf8-bom' : 'utf8';
  const text = encoding === 'utf16le' ? bytes.toString('utf16le', 2) : bytes.toString('utf8').replace(/^\ufeff/, '');
  return jsonDocument(name, text, schema, entry, encoding);
}

/** The same of a text that is not in a file yet. */
export function newJsonDocument<Value>(name: string, text: string, schema: Schema<Value>): JsonDocument<Value> {
  return jsonDocument(name, text, schema, null, 'utf8');
}

function jsonDocument<Value>(name: string, text: string, schema: Schema<Value>, entry: Entry | null, encoding: Encoding): JsonDocument<Value> {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (errors.length > 0 || root === undefined) throw invalid(name, text, errors[0]?.offset ?? 0, root === undefined ? 'JSON was expected.' : `${expectations[printParseErrorCode(errors[0]!.error)] ?? 'valid JSON'} was expected.`);
  const checked = schema.safeParse(valueOf(root));
  const wrong = (at: readonly (string | number)[], message: string, hint?: string): LinkKitError => invalid(name, text, nearest(root, at).offset, message, hint);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const keys = issue!.code === 'unrecognized_keys' ? issue!.keys.slice(0, 1) : [];
    throw wrong([...(issue!.path as (string | number)[]), ...keys], `${issue!.path.length === 0 ? '' : `${issue!.path.join('.')}: `}${issue!.message}.`);
  }
  return {
    name,
    text,
    value: checked.data,
    wrong,
    edited(at, change) {
      if (change === undefined) return without(text, findNodeAtLocation(root, [...at])!);
      const formattingOptions = { insertSpaces: !/\n\t+\S/.test(text), tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' };
      return applyEdits(text, modify(text, [...at], change, { isArrayInsertion: true, formattingOptions }));
    },
    write: (changed) => writeWhole(name, Buffer.from(`${encoding === 'utf8' ? '' : '\ufeff'}${changed}`, encoding === 'utf16le' ? 'utf16le' : 'utf8'), entry),
  };
}

/** Without an element of an array and the comma that parted it from the others; a line that nothing is left in goes, too. (modify() of jsonc-parser breaks texts in which a comment stands before the last comma.) */
function without(text: string, node: Node): string {
  const others = node.parent!.children!;
  const before = others[others.indexOf(node) - 1];
  const comma = commaBehind(text, node) ?? (before ? commaBehind(text, before) : null);
  const cuts = [[node.offset, node.offset + node.length], ...(comma === null ? [] : [[comma, comma + 1]])] as [number, number][];
  return cuts.sort(([one], [other]) => other - one).reduce((left, [from, to]) => cut(left, from, to), text);
}

/** Where the comma behind a node stands, comments passed over; null: there is none. */
function commaBehind(text: string, { offset, length }: Node): number | null {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset + length);
  scanner.scan();
  return text[scanner.getTokenOffset()] === ',' ? scanner.getTokenOffset() : null;
}

function cut(text: string, from: number, to: number): string {
  const [start, end] = [text.lastIndexOf('\n', from - 1) + 1, text.indexOf('\n', to) + 1];
  const isAlone = end > 0 && text.slice(start, from).trim() === '' && text.slice(to, end).trim() === '';
  return isAlone ? text.slice(0, start) + text.slice(end) : text.slice(0, from) + text.slice(to);
}

/** What a JSON text lacks, by the parser's own words. */
const expectations: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a text in double quotes, a number, true, false or null',
  InvalidNumberFormat: 'a number',
  PropertyNameExpected: 'a property name in double quotes',
  ValueExpected: 'a value',
  ColonExpected: 'a colon',
  CommaExpected: 'a comma',
  CloseBraceExpected: 'a closing brace }',
  CloseBracketExpected: 'a closing bracket ]',
  EndOfFileExpected: 'the end of the file',
  UnexpectedEndOfComment: 'the end of the comment */',
  UnexpectedEndOfString: 'a closing double quote',
  InvalidUnicode: 'four hexadecimal digits behind \\u',
  InvalidEscapeCharacter: 'one of " \\ / b f n r t u behind a backslash (a backslash in a path is written \\\\)',
  InvalidCharacter: 'an escape such as \\t in place of a control character',
};

/** As JSON.parse would give it; a name like __proto__ is a property like any other. */
function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value;
  const value: Record<string, unknown> = {};
  for (const { children } of node.children ?? []) Object.defineProperty(value, String(children![0]!.value), { value: children![1] ? valueOf(children![1]) : undefined, enumerable: true, configurable: true, writable: true });
  return value;
}

function nearest(root: Node, at: readonly (string | number)[]): Node {
  for (let length = at.length; length > 0; length -= 1) {
    const found = findNodeAtLocation(root, at.slice(0, length));
    if (found) return found.parent?.type === 'property' && length === at.length ? found.parent : found;
  }
  return root;
}

function invalid(name: string, text: string, offset: number, message: string, hint?: string): LinkKitError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - (before.lastIndexOf('\n') + 1) + 1;
  return new LinkKitError('InvalidFile', { path: name, message: `Line ${line}, column ${column}: ${message}`, ...(hint === undefined ? {} : { hint }) });
}
