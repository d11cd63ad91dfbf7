import { fromOsError, withPath } from '../filesystem/osError.ts';
import { isWindows } from '../filesystem/platform.ts';
import { fileLayoutAnswers, parseFileLayout, volumeDevice, Win32Error } from '../native/windows.ts';
import { checkedNames } from './checkedNames.ts';
import { LayoutNames } from './layoutNames.ts';
import { windowsView } from './realPath.ts';
import { availableWhere, fails, works, type Availability, type FoundNames, type NamedFile, type SearchEvent, type SiblingEngine } from './siblingEngine.ts';

/**
 * The names by FSCTL_QUERY_FILE_LAYOUT: the file system tells of all files of a volume at once, which is read once and
 * kept for the files that follow. Files change meanwhile, so each name is looked at, and counted against the file's link count of now.
 */
export function layoutEngine(): SiblingEngine {
  /** By volume; the failure of one that could not be read, so that it is not read again for each file. */
  const volumes = new Map<string, LayoutNames | Win32Error>();
  return {
    name: 'layout',
    readsVolume: true,
    missing,
    available: availableWhere(missing, tryOn),
    async *find(file, signal) {
      let layout = volumes.get(file.entry.volume);
      if (layout === undefined) {
        layout = yield* readVolume(file.path, signal);
        if (signal.aborted) return { names: [], unrepresentable: [], complete: false };
        volumes.set(file.entry.volume, layout);
      }
      if (layout instanceof Win32Error) throw fromOsError(layout, file.path);
      return namesIn(layout, file);
    },
  };
}

const missing = (): string | null => (isWindows ? null : 'only Windows has it');

function tryOn({ path }: NamedFile): Availability {
  try {
    const device = volumeDevice(path);
    if (device === null) return fails('a share or a subst drive cannot be read as a whole');
    const answers = fileLayoutAnswers(device);
    answers.next();
    answers.return();
    return works;
  } catch (error) {
    if (!(error instanceof Win32Error)) throw error;
    if (error.code === 5) return fails('reading a whole volume needs administrator rights (error 5)');
    return fails(`${error.call} fails on this volume with error ${error.code}`);
  }
}

/** Longer than this it does not keep others waiting. */
const turnMs = 20;

async function* readVolume(path: string, signal: AbortSignal): AsyncGenerator<SearchEvent, LayoutNames | Win32Error> {
  const layout = new LayoutNames();
  let files = 0;
  let lastTurn = performance.now();
  try {
    const device = volumeDevice(path);
    if (device === null) throw new Win32Error('FSCTL_QUERY_FILE_LAYOUT', 1, path);
    for (const answer of fileLayoutAnswers(device)) {
      if (signal.aborted) break;
      files += parseFileLayout(answer, device, (name) => layout.add(name));
      if (performance.now() - lastTurn < turnMs) continue;
      lastTurn = performance.now();
      yield { type: 'progress', done: files, total: null, unit: 'files', path };
    }
  } catch (error) {
    if (!(error instanceof Win32Error)) throw error;
    return error;
  }
  layout.finish();
  return layout;
}

function namesIn(layout: LayoutNames, file: NamedFile): FoundNames {
  const reference = referenceOf(file.entry.fileId);
  const found = reference === null ? { names: [], unplaced: 0 } : layout.namesOf(reference.record, reference.sequence);
  return withPath(file.path, () => checkedNames(file, found.names, windowsView(file.path).spell, found.unplaced === 0));
}

/** A file id of NTFS in its parts: 48 bits of record, 16 of sequence; null for one of 128 bits (ReFS). */
function referenceOf(fileId: string): { record: number; sequence: number } | null {
  const id = BigInt(`0x${fileId}`);
  return id >> 64n === 0n ? { record: Number(id & 0xffff_ffff_ffffn), sequence: Number(id >> 48n) } : null;
}
