import fs from 'node:fs';

/** One line of /proc/self/mountinfo. */
export interface MountedVolume {
  /** 'major:minor' of its device number. */
  device: string;
  mount: string;
  /** 'ext4', 'fuseblk', … */
  type: string;
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
  return { device, mount: mount.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))), type: right.split(' ')[0] ?? 'unknown' };
}
