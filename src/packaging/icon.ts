// LinkKit's icon: two links of a chain, drawn here so that no picture has to be carried.
import { deflateSync } from 'node:zlib';

const samples = 4;

/** Signed distance to a ring shaped like a chain's link: a stadium outline, rotated by 45 degrees. */
function linkDistance(x: number, y: number, centreX: number, centreY: number): number {
  const along = ((x - centreX) + (y - centreY)) * Math.SQRT1_2;
  const across = ((y - centreY) - (x - centreX)) * Math.SQRT1_2;
  const clamped = Math.max(-0.13, Math.min(0.13, along));
  return Math.abs(Math.hypot(along - clamped, across) - 0.145) - 0.047;
}

/** The colour at a point of the unit square: [red, green, blue, alpha], 0 to 255. */
function colourAt(x: number, y: number): [number, number, number, number] {
  const first = linkDistance(x, y, 0.36, 0.36);
  const second = linkDistance(x, y, 0.64, 0.64);
  // The links are woven: each lies on top on one side.
  const firstOnTop = y - x < 0;
  const inFirst = first < 0;
  const inSecond = second < 0;
  if (inFirst && (firstOnTop || !inSecond)) return [0x1f, 0x6f, 0xeb, 255];
  if (inSecond) return [0x2d, 0xa4, 0x4e, 255];
  return inFirst ? [0x1f, 0x6f, 0xeb, 255] : [0, 0, 0, 0];
}

/** Draws the icon. @returns size × size pixels, RGBA, top row first */
export function drawIcon(size: number): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const sum = [0, 0, 0, 0] as [number, number, number, number];
      for (let sample = 0; sample < samples * samples; sample++) {
        const x = (column + ((sample % samples) + 0.5) / samples) / size;
        const y = (row + (Math.floor(sample / samples) + 0.5) / samples) / size;
        const [red, green, blue, alpha] = colourAt(x, y);
        sum[0] += red * alpha;
        sum[1] += green * alpha;
        sum[2] += blue * alpha;
        sum[3] += alpha;
      }
      const at = (row * size + column) * 4;
      for (let channel = 0; channel < 3; channel++) pixels[at + channel] = sum[3] ? Math.round((sum[channel] ?? 0) / sum[3]) : 0;
      pixels[at + 3] = Math.round(sum[3] / (samples * samples));
    }
  }
  return pixels;
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** The icon as a PNG file (Windows Vista and later take PNG in an icon group of any size). */
export function iconPng(size: number): Buffer {
  const pixels = drawIcon(size);
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row++) pixels.copy(rows, row * (size * 4 + 1) + 1, row * size * 4, (row + 1) * size * 4);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(rows, { level: 9 })), pngChunk('IEND', Buffer.alloc(0))]);
}
