import fs from 'node:fs';
import { LinkKitError } from '../contract/errors.ts';
import { fromOsError } from './osError.ts';

const chunk = 1024 * 1024;
/** After this many bytes the event loop gets a turn. */
const turnAfter = 32 * chunk;

/** Whether two files hold the same bytes; `size`: as many as they are about to have. Throws ReadError and the like with the path that failed, Interrupted once `signal` is aborted. */
export async function haveSameBytes(one: string, other: string, signal?: AbortSignal, size?: number): Promise<boolean> {
  const first = open(one);
  try {
    const second = open(other);
    try {
      return await sameBytes(first, second, one, signal, size);
    } finally {
      fs.closeSync(second);
    }
  } finally {
    fs.closeSync(first);
  }
}

/** The same for two open files; an error names `name`. `size`: bytes that they are about to have. */
export async function sameBytes(first: number, second: number, name: string, signal?: AbortSignal, size = chunk): Promise<boolean> {
  const room = Math.min(chunk, size + 1);
  const [left, right] = [Buffer.allocUnsafe(room), Buffer.allocUnsafe(room)];
  for (let at = 0, turned = 0; ; ) {
    const read = fill(first, left, at, name);
    if (read !== fill(second, right, at, name)) return false;
    if (Buffer.compare(left.subarray(0, read), right.subarray(0, read)) !== 0) return false;
    if (read < room) return true;
    at += read;
    if (signal?.aborted) throw new LinkKitError('Interrupted', { path: name });
    if (at - turned < turnAfter) continue;
    turned = at;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function fill(file: number, buffer: Buffer, at: number, name: string): number {
  let filled = 0;
  try {
    for (;;) {
      const read = fs.readSync(file, buffer, filled, buffer.length - filled, at + filled);
      filled += read;
      if (read === 0 || filled === buffer.length) return filled;
    }
  } catch (error) {
    throw fromOsError(error, name);
  }
}

function open(name: string): number {
  try {
    return fs.openSync(name, 'r');
  } catch (error) {
    throw fromOsError(error, name);
  }
}
