import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { listFolder, type Listed } from './ntfsImageListing.ts';
import { findProgram } from './packages.mjs';
import { unmountVolume, volumesFolder } from './volumes.mjs';

export interface ImageOptions {
  sizeMiB?: number;
  /** For mkntfs: cluster size `-c`, sector size `-s`. */
  format?: string[];
  /** lowntfs-3g knows no limit of 4,096 bytes for a path, and no streams. */
  driver?: 'ntfs-3g' | 'lowntfs-3g';
}

export interface NtfsImage {
  /** The file with the volume's bytes, unmounted. */
  image: string;
  /** Everything in it but the root, as a fresh mount of the finished image shows it: record numbers, names, sizes. */
  listing: Listed[];
  /** 16 hexadecimal digits, from the boot sector. */
  serial: string;
  remove(): void;
}

let number = 0;

/**
 * Makes an NTFS volume in a file with mkntfs and ntfs-3g, lets `fill` write into its mount point, and lists it by find(1)
 * on a second, read-only mount: what the listing says has been on the disk, and none of it is LinkKit's own reading.
 */
export function makeNtfsImage(name: string, { sizeMiB = 32, format = [], driver = 'ntfs-3g' }: ImageOptions, fill: (mount: string) => void): NtfsImage {
  number += 1;
  // Named as volumes.mjs names a volume's folder, so that what a killed run leaves is taken away by the next.
  const folder = path.join(volumesFolder, `${process.pid}-${name}-${number}`);
  const [image, mount] = [path.join(folder, 'image'), path.join(folder, 'mount')];
  fs.mkdirSync(mount, { recursive: true });
  try {
    fs.writeFileSync(image, '');
    fs.truncateSync(image, sizeMiB * 2 ** 20);
    run('mkntfs', '-F', '-Q', '-q', ...format, image);
    const streams = driver === 'ntfs-3g' ? ',streams_interface=windows' : '';
    mounted(driver, image, mount, `noatime,compression${streams}`, fill);
    const listing = mounted(driver, image, mount, `ro${streams}`, listFolder);
    return { image, listing, serial: serialOf(image), remove: () => unmountVolume(folder) };
  } catch (error) {
    unmountVolume(folder);
    throw error;
  }
}

/** Mounts a finished image once more and changes it; its listing stays what it was. */
export function changeNtfsImage({ image }: NtfsImage, change: (mount: string) => void): void {
  mounted('ntfs-3g', image, path.join(path.dirname(image), 'mount'), 'streams_interface=windows,noatime', change);
}

function mounted<T>(driver: string, image: string, mount: string, options: string, use: (mount: string) => T): T {
  run(driver, '-o', options, image, mount);
  try {
    return use(mount);
  } finally {
    // A lazy unmount would let go while the driver still writes.
    for (let tries = 0; spawnSync('umount', [mount]).status !== 0; tries += 1) {
      if (tries === 50) throw new Error(`${mount} stays in use`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
    waitForDriver(image);
  }
}

/** umount comes back before the driver has written its last and ended: until then it holds the image locked. */
function waitForDriver(image: string): void {
  for (let tries = 0; tries < 100; tries += 1) {
    const isHeld = fs.readFileSync('/proc/locks', 'utf8').includes(`:${fs.statSync(image).ino} `);
    if (!isHeld) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  throw new Error(`The driver does not let go of ${image}`);
}

function serialOf(image: string): string {
  const sector = readBytes(image, 0, 512);
  return sector.readBigUInt64LE(0x48).toString(16).toUpperCase().padStart(16, '0');
}

/** Some bytes of a file. */
export function readBytes(file: string, offset: number, length: number): Buffer {
  const handle = fs.openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, fs.readSync(handle, bytes, 0, length, offset));
  } finally {
    fs.closeSync(handle);
  }
}

/** Runs a program of the bench. @returns what it wrote @throws with its own words */
export function run(name: string, ...args: string[]): Buffer {
  const program = findProgram(name);
  if (!program) throw new Error(`${name} is not installed`);
  const { status, stdout, stderr, error } = spawnSync(program, args, { maxBuffer: 2 ** 30, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  if (status === 0) return stdout;
  throw new Error(`${name} ${args.join(' ').slice(0, 300)} failed: ${String(stderr).slice(0, 1000)}${error?.message ?? ''}`);
}
