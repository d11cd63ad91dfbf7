import fs from 'node:fs';
import path from 'node:path';

/** A tree of small files, `perFolder` in each folder; made once, found again by its name. */
export function makeTree(root: string, files: number, perFolder = 100): string {
  if (fs.existsSync(path.join(root, '.whole'))) return root;
  fs.rmSync(root, { recursive: true, force: true });
  for (let made = 0, folder = 0; made < files; folder += 1) {
    const at = path.join(root, `d${folder % 10}`, `e${folder}`);
    fs.mkdirSync(at, { recursive: true });
    for (let index = 0; index < perFolder && made < files; index += 1, made += 1) fs.writeFileSync(path.join(at, `file${index}.txt`), `file ${made}`);
  }
  fs.writeFileSync(path.join(root, '.whole'), '');
  return root;
}
