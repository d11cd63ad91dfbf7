import type { RemoveCounts, RemoveItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { dataOf, pathOf, type Plan, type PlannedFolder, type Row } from './plan.ts';
import { noCounts, type RemoveOptions } from './options.ts';

/** What removing a row means, before it is done. */
export interface Outcome {
  /** Names that the file will still have. */
  left: number;
  /** A second name among the keeps is wanted. */
  keep: boolean;
}

/**
 * Counts names down as they go, the same way for the plan and for the run. It must be closed in the end, for the plan may be
 * counted once more.
 */
export class Tally {
  readonly counts: RemoveCounts = noCounts();
  /** What stays, by the folder that it keeps from going. */
  readonly stays: Map<PlannedFolder, string>;
  readonly #plan: Plan;
  readonly #options: RemoveOptions;
  readonly #gone = new Set<string>();

  constructor(plan: Plan, options: RemoveOptions) {
    this.#plan = plan;
    this.#options = options;
    this.stays = new Map(plan.stays);
  }

  /** Throws LastName where the data is to be kept and this is the name that holds it. */
  judge({ entry, file, own, folder, name }: Row): Outcome {
    const left = file === null ? 0 : Math.max(0, file.names - file.removed - 1);
    if (this.#options.keepData && left === 0 && own === null && holdsData(entry.kind)) throw lastName(pathOf({ folder, name }));
    return { left, keep: left === 0 && this.#options.undoable && own === null && isKept(entry.kind) };
  }

  /** A name is gone. */
  take(row: Row, { left, keep }: Outcome, keptAs: string | null): RemoveItem {
    const { entry, file, own, isNamed } = row;
    const path = pathOf(row);
    const size = file?.size ?? dataOf(entry);
    const data = left === 0 ? size : 0;
    const isHeld = keep || this.#options.toRecycleBin || (file?.isKept ?? false);
    const { counts } = this;
    if (own) counts.folders += 1;
    else counts.removed += 1;
    if (own === null && left === 0 && holdsData(entry.kind)) counts.lastNames += 1;
    if (isHeld) counts.bytesKept += data;
    else counts.bytesFreed += data;
    if (file) file.removed += 1;
    if (isNamed && file?.known) this.#gone.add(path);
    const remaining = left === 0 ? [] : isNamed ? (file?.known?.filter((one) => !this.#gone.has(one)) ?? null) : null;
    return { path, kind: entry.kind, size, action: this.#options.toRecycleBin ? 'recycled' : keep ? 'kept' : 'removed', namesRemaining: left, remaining, bytesFreed: isHeld ? 0 : data, keptAs };
  }

  /** Something stays, and with it the folder that it lies in. */
  stay(row: Pick<Row, 'folder' | 'name'>, what = pathOf(row)): void {
    if (!this.stays.has(row.folder)) this.stays.set(row.folder, what);
  }

  /** The counts in the end. */
  close(): RemoveCounts {
    for (const file of this.#plan.files.values()) {
      if (file.removed > 0 && file.removed < file.names) this.counts.bytesStillShared += file.size;
      file.removed = 0;
    }
    return this.counts;
  }
}

/** A link has a text, no data; a device or pipe has none either. */
const holdsData = (kind: Row['entry']['kind']): boolean => kind === 'file' || kind === 'unsupported';

/** What a hard link can keep; links are made again from their text, folders anew. */
export const isKept = (kind: Row['entry']['kind']): boolean => holdsData(kind) || kind === 'special';

const lastName = (path: string): LinkKitError => new LinkKitError('LastName', { path, hint: 'Leave --keep-data out to delete the data, too.' });
