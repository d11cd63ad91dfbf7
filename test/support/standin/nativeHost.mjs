// Runs calls of src/native in Node for Windows, under Wine or on Windows: node nativeHost.mjs CALLS ANSWERS KOFFI [together].
// CALLS and KOFFI are what test/support/standin/native.ts wrote and found; the answers are JSON, one a call.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const [calls, answers, koffiNative, together] = process.argv.slice(2);
globalThis.__TEST_BUILD__ = true;

// The npm packages of this checkout may be another platform's: koffi is the native module for Windows itself.
const require = createRequire(import.meta.url);
const koffi = { exports: {} };
process.dlopen(koffi, koffiNative);
const file = require.resolve('koffi');
require.cache[file] = { id: file, filename: file, path: file, loaded: true, exports: koffi.exports, children: [], paths: [] };

const native = { ...(await import('../../../src/native/windows.ts')), readWindowsFolder };

/** A folder's listing with its entries as plain objects. */
async function readWindowsFolder(path, detail) {
  const { ListingBuilder } = await import('../../../src/filesystem/walk/listing.ts');
  const { readWindowsFolder: read } = await import('../../../src/filesystem/walk/windowsFolder.ts');
  const { listing, failures } = read(path, new ListingBuilder(), detail);
  const fields = ['name', 'isText', 'kind', 'fileId', 'size', 'allocated', 'modified', 'linkCount', 'attributes', 'reparseTag', 'offline'];
  const entries = Array.from({ length: listing.length }, (_, index) => Object.fromEntries(fields.map((field) => [field, listing[field](index)])));
  return { entries, failures: failures.map((failure) => failure.toFinding()) };
}

/** Bytes and large numbers as JSON can carry them. */
const plain = (_, value) => {
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (value?.type === 'Buffer') return { hex: Buffer.from(value.data).toString('hex') };
  return value;
};
const revive = (_, value) => (typeof value?.bigint === 'string' ? BigInt(value.bigint) : typeof value?.hex === 'string' ? Buffer.from(value.hex, 'hex') : value);

const answerTo = async ([name, ...args]) => {
  try {
    return { value: (await native[name](...args)) ?? null };
  } catch (error) {
    return { error: { name: error.name, code: error.code ?? null, call: error.call ?? null, path: error.path ?? null, message: error.message } };
  }
};

const asked = JSON.parse(fs.readFileSync(calls, 'utf8'), revive);
const results = [];
if (together) results.push(...(await Promise.all(asked.map(answerTo))));
else for (const call of asked) results.push(await answerTo(call));
fs.writeFileSync(answers, JSON.stringify(results, plain));
