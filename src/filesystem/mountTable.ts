import fs from 'node:fs';

/** One line of /proc/self/mountinfo. */
export interface MountedVolume {
  /** 'major:minor' of its device number. */
  device: string;
  mount: string;
  /** 'ext4', 'fuseblk', … */
  type: string;
  /** What is mounted there: '/dev/sda2', an image's path, a name that is no path. */
  source: string;
}

/** What is mounted where (Linux); none where there is no /proc: a BSD, a macOS, a bare container. */
export function mountTable(): MountedVolume[] {
  let text: string;
  try {
    text = fs.readFileSync('/proc/self/mountinfo', 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').filter((line) => line !== '').map(parseLine);
}

/** proc(5): id, parent, major:minor, root, mount point, options, …, -, type, source; spaces and the like as octal escapes. */
function parseLine(line: string): MountedVolume {
  const [left = '', right = ''] = line.split(' - ');
  const [, , device = '', , mount = '/'] = left.split(' ');
  const [type = 'unknown', source = ''] = right.split(' ');
  return { device, mount: unescaped(mount), type, source: unescaped(source) };
}

/** A device number as the table has it; major and minor by gnu_dev_major and gnu_dev_minor. */
export const deviceText = (device: number): string => `${Math.floor(device / 256) & 0xfff}:${(device & 0xff) | (Math.floor(device / 4096) & 0xfff00)}`;

const unescaped = (text: string): string => text.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
