import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { npmCiDue } from '../../../src/packaging/npm.mjs';
import { root } from '../../../src/packaging/paths.mjs';

const read = (name: string): string => fs.readFileSync(path.join(root, name), 'utf8');
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version?: string; integrity?: string; resolved?: string; link?: boolean }> };
const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;

test('every package is pinned by its sha512, none by an address', () => {
  const entries = Object.entries(lock.packages).filter(([name]) => name !== '');
  expect(entries.length).toBeGreaterThan(50);
  expect(entries.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
  expect(entries.filter(([, entry]) => !entry.integrity?.startsWith('sha512-')).map(([name]) => name)).toEqual([]);
});

test('dependencies are exact versions', () => {
  for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies })) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

test('what is installed is what the lockfile says', () => {
  expect(npmCiDue()).toBeNull();
});

test.runIf(fs.existsSync(path.join(root, '.git')))('no file names a package registry or a path of this machine', () => {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split('\0').filter((name) => name && fs.existsSync(path.join(root, name)));
  expect(files.length).toBeGreaterThan(20);
  // Put together here, so that this file does not name them either.
  const hosts = new RegExp([['registry', 'npmjs'], ['registry', 'yarnpkg'], ['api', 'nuget'], ['deb', 'debian'], ['npmmirror', 'com']].map((parts) => parts.join('\\.')).join('|'));
  const found = files.filter((name) => {
    const text = read(name);
    return hosts.test(text) || (root.length > 3 && text.includes(`${root}/`));
  });
  expect(found).toEqual([]);
});
