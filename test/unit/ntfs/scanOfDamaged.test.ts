// What a damaged volume claims must stay in the contract's bounds all the way up.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileName, fileRecord, folder, nonResident, root, run, volume } from '../../support/ntfsBytes.ts';
import { wrongInScan } from '../../support/ntfsMapCheck.ts';

let place: string;
beforeAll(() => {
  place = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-claims-'));
});
afterAll(() => fs.rmSync(place, { recursive: true, force: true }));

test.each([[2 ** 53 - 1], [2 ** 52], [2 ** 40]])('files that claim %i bytes each, of many names', async (size) => {
  const large = (index: number): Buffer => fileRecord({ links: 5, attributes: [...Array.from({ length: 5 }, (_, name) => fileName(name % 2 ? root : { number: 20, sequence: 1 }, `${index} ${name}`)), nonResident(0x80, { runs: run(40, 1), size, allocated: size })] });
  const image = path.join(place, 'image');
  fs.writeFileSync(image, volume({ 20: folder(root, 'folder'), ...Object.fromEntries(Array.from({ length: 20 }, (_, index) => [21 + index, large(index)])) }));
  expect(await wrongInScan(image, false)).toEqual([]);
  expect(await wrongInScan(image, true)).toEqual([]);
});
