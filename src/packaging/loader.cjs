'use strict';
// The exe's main script. LinkKit's code lies beside it in the exe as chunks (one an `import()` in the source), so that
// a call reads and compiles only what it needs: this is why the exe starts as fast as bare Node.
const { getRawAsset } = require('node:sea');
const { Script } = require('node:vm');
const { pathToFileURL } = require('node:url');

const builtin = require;
const loaded = new Map();
// A file that cannot exist: packages that look for data files relative to themselves find none beside the exe.
const url = pathToFileURL(`${process.execPath}.carried/linkkit/linkkit/linkkit.js`).href;

function load(name) {
  if (!name.startsWith('./')) return builtin(name);
  const known = loaded.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  const bytes = Buffer.from(getRawAsset(name));
  const code = `(function (exports, require, module, __filename, __dirname, __moduleUrl) {${bytes.latin1Slice(0, bytes.length)}\n})`;
  const run = new Script(code, { filename: `linkkit/${name.slice(2)}` }).runInThisContext();
  run(module.exports, load, module, process.execPath, '', url);
  return module.exports;
}

// A thread sets what it is (src/links/linkWorkers.ts) before it runs this same script.
load(globalThis.linkkitEntry ?? './main.js');
