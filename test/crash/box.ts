import fs from 'node:fs';
import path from 'node:path';
import { pathFor, runLinkkit, targets, type RunOptions, type RunResult, type Target } from '../support/exe.ts';
import { canMakeVolume, extraVolume, ntfsFolder, testVolume, type Volume } from '../support/ntfs.ts';

/** Where a scenario can be played. */
export interface Place {
  name: string;
  target: Target;
  /** A folder, and one on another volume. */
  folder: string;
  other: string;
  /** Where state folders lie: on the first one's volume, unless rights cannot be set there. */
  states: string;
  /** The first one as a Windows program names it; '' where none is to. */
  windows: string;
  /** The root of the first one's volume. */
  root: string;
  volume: Volume | null;
}

export type PlaceName = 'tmpfs' | 'ext4' | 'exfat' | 'ntfs-3g' | 'Wine';

/** Makes a place to play in; closePlace takes it away. */
export function openPlace(name: PlaceName): Place {
  const disk = fs.mkdtempSync('/var/tmp/linkkit-crash-');
  const common = { name, target: name === 'Wine' ? 'wine' : 'linux', other: disk, windows: '', volume: null } as const;
  if (name === 'ext4') return { ...common, folder: disk, states: disk, root: '/', other: fs.mkdtempSync('/dev/shm/linkkit-crash-') };
  if (name === 'exfat') {
    const volume = extraVolume('crash-exfat', { fileSystem: 'exfat', sizeMiB: 64 });
    return { ...common, volume, folder: volume.linux, states: disk, root: volume.linux };
  }
  if (name === 'tmpfs') {
    const volume = extraVolume('crash', { fileSystem: 'tmpfs', sizeMiB: 256 });
    return { ...common, volume, folder: volume.linux, states: volume.linux, root: volume.linux };
  }
  const { linux, windows } = ntfsFolder(`crash-${name}-${process.pid}`);
  // The Linux driver keeps no rights there, and root's state must lie where nobody else may write
  return { ...common, folder: linux, windows, root: testVolume().linux, states: name === 'Wine' ? linux : disk };
}

/** The places that this bench has. */
export const places = (['tmpfs', 'ext4', 'exfat', 'ntfs-3g', 'Wine'] as const).filter((name) => (name === 'Wine' ? targets().includes('wine') : name !== 'exfat' || canMakeVolume('exfat')));

export function closePlace(place: Place | undefined): void {
  if (!place) return;
  if (place.volume) place.volume.remove();
  for (const folder of [place.folder, place.other, place.states]) fs.rmSync(folder, { recursive: true, force: true });
}

let boxes = 0;

/** One play: a folder with all that the scenario names (`in`), one that nobody named (`out`), a state folder. */
export interface Box {
  place: Place;
  folder: string;
  /** The folder of the state; journals and keeps are in it. */
  state: string;
  /** A folder on another volume. */
  other: string;
  here(...names: string[]): string;
  /** A path as the exe is given it. */
  there(file: string): string;
  /** A path of the exe as this process names it. */
  back(file: string): string;
  write(name: string, text: string): void;
  run(args: readonly string[], options?: Partial<RunOptions>): Promise<RunResult>;
  remove(): void;
}

export function newBox(place: Place): Box {
  const name = String((boxes += 1));
  const folder = path.join(place.folder, name);
  const state = path.join(place.states, `${name}-state`);
  const other = path.join(place.other, `${name}-other`);
  for (const one of [folder, other, state]) fs.mkdirSync(one, { mode: 0o755 });
  const isWine = place.target === 'wine';
  const there = (file: string): string => (isWine && file.startsWith(place.folder) ? place.windows + file.slice(place.folder.length).replaceAll('/', '\\') : pathFor(place.target, file));
  const back = (file: string): string => {
    if (!isWine) return file;
    const plain = file.replace(/^\\\\\?\\/, '');
    return (plain.startsWith(place.windows) ? place.folder + plain.slice(place.windows.length) : plain.replace(/^Z:/i, '')).replaceAll('\\', '/');
  };
  return {
    place, folder, state, other, there, back,
    here: (...names) => path.join(folder, ...names),
    write(file, text) {
      const full = path.resolve(folder, file);
      fs.mkdirSync(path.dirname(full), { recursive: true });
      fs.writeFileSync(full, text);
    },
    run: (args, { env, ...options } = {}) =>
      runLinkkit([...args, '--output', 'ndjson'], { target: place.target, build: 'test', cwd: folder, ...options, env: { LINKKIT_STATE: there(state), ...env } }),
    remove() {
      for (const one of [folder, other, state]) fs.rmSync(one, { recursive: true, force: true });
    },
  };
}
