import { createXXHash128, type IHasher } from 'hash-wasm';
import { Room } from './contentReader.ts';

const mebibyte = 1024 * 1024;

/** So many files are read side by side. */
export const mostOpen = 32;

/** First bytes that are kept: of a group, or where the disk turns of a whole job. */
const roomSize = { ssd: 8 * mebibyte, hdd: 64 * mebibyte };

/** Bytes of all files that are read side by side: few stay in the processor's memory, many save a turning disk its ways. */
const besides = { ssd: 1 * mebibyte, hdd: 32 * mebibyte };

/** What reading needs, made once for a thread: for one job at a time. */
export interface Tools {
  /** First bytes of files. */
  room: Room;
  /** For files that are read side by side. */
  buffers: Buffer;
  /** XXH128 of bytes, 32 hexadecimal digits. */
  hashOf(bytes: Uint8Array): string;
  /** XXH128 of what comes in pieces. */
  pieces: IHasher;
}

export async function newTools(inOrder: boolean): Promise<Tools> {
  const [whole, pieces] = [await createXXHash128(), await createXXHash128()];
  const kind = inOrder ? 'hdd' : 'ssd';
  return {
    room: new Room(roomSize[kind]),
    buffers: Buffer.allocUnsafeSlow(besides[kind] + mostOpen * 4096),
    hashOf: (bytes) => whole.init().update(bytes).digest('hex'),
    pieces,
  };
}
