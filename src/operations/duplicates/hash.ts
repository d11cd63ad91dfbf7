import { createXXHash128, type IHasher } from 'hash-wasm';

let hasher: IHasher | null = null;

/** Makes hashing ready; must have ended before the first hash. */
export async function readyHash(): Promise<void> {
  hasher ??= await createXXHash128();
}

/** XXH128 of bytes, 32 hexadecimal digits. */
export const hashOf = (bytes: Uint8Array): string => hasher!.init().update(bytes).digest('hex');

/** One for bytes that come in pieces; each of its own, so that several can go side by side. */
export const newHasher = (): Promise<IHasher> => createXXHash128();
