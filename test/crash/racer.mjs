// @ts-check
// Another program at work in the trees, as fast as it can: renames, edits in place, deletes, creates, and swaps folders for symbolic links
// that lead to a folder of other people's. It destroys nothing but what it overwrites in place, and says what it wrote:
//   node racer.mjs <box folder> <seed>     ends when its standard input does
import fs from 'node:fs';
import path from 'node:path';

const [box = '', seed = '1'] = process.argv.slice(2);
const at = (/** @type {string[]} */ ...names) => path.join(box, ...names);
const log = fs.openSync(at('racer.log'), 'a');
let state = Number(seed);
/** A number below; the same seed gives the same ones. */
const below = (/** @type {number} */ most) => (state = (state * 48_271) % 2_147_483_647) % most;
let counter = 0;
const content = () => `racer ${seed} ${(counter += 1)} ${'.'.repeat(counter % 300)}`;
const said = (/** @type {'+' | '-'} */ what, /** @type {string} */ text) => fs.writeSync(log, `${JSON.stringify([what, text])}\n`);
const tree = () => (below(3) === 0 ? 'new' : 'in');
const folder = () => at(tree(), `d${below(4)}`);
const file = () => path.join(folder(), `f${below(25)}`);

/** Whether a folder is one, and not the link that stands in for it: what lies behind that is not ours to touch. */
const isOurs = (/** @type {string} */ name) => fs.lstatSync(path.dirname(name)).isDirectory();

const deeds = {
  /** A file appears, where none is. */
  create() {
    const [made, name, text] = [at('away', 'made'), file(), content()];
    fs.writeFileSync(made, text);
    said('+', text);
    try {
      fs.linkSync(made, name);
    } finally {
      fs.renameSync(made, at('trash', `made ${counter}`));
    }
  },
  /** Into the file itself; what stood there is gone on purpose. */
  edit() {
    const handle = fs.openSync(file(), fs.constants.O_RDWR | fs.constants.O_NOFOLLOW);
    try {
      const [old, text] = [fs.readFileSync(handle, 'utf8'), content()];
      if (old.startsWith('decoy')) return;
      said('-', old);
      said('+', text);
      fs.ftruncateSync(handle, 0);
      fs.writeSync(handle, text, 0);
    } finally {
      fs.closeSync(handle);
    }
  },
  /** Deletes a name: it can be found in the trash. */
  delete() {
    const name = file();
    if (isOurs(name)) fs.renameSync(name, at('trash', `deleted ${(counter += 1)}`));
  },
  /** Saves by rename, as editors do. */
  rename() {
    const [one, other] = [file(), file()];
    if (!isOurs(one) || !isOurs(other)) return;
    fs.renameSync(other, at('trash', `renamed ${(counter += 1)}`));
    fs.linkSync(one, other);
  },
  /** For a moment a folder is a link that leads out of the tree. */
  swap() {
    const name = folder();
    const away = at('away', `swapped ${(counter += 1)}`);
    fs.renameSync(name, away);
    fs.symlinkSync(at('decoy', path.basename(name)), name);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, below(4));
    fs.unlinkSync(name);
    fs.renameSync(away, name);
  },
};

const choice = Object.values(deeds);
function work() {
  for (let count = 0; count < 20; count += 1) {
    try {
      choice[below(choice.length)]?.();
    } catch (error) {
      // It lost a race itself
      if (/** @type {NodeJS.ErrnoException} */ (error).code === undefined) throw error;
    }
  }
  setImmediate(work);
}
process.stdin.on('end', () => process.exit(0)).resume();
work();
