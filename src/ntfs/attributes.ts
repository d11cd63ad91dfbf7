/** Attribute types. */
export const type = { standardInformation: 0x10, attributeList: 0x20, fileName: 0x30, data: 0x80, reparsePoint: 0xc0, end: 0xffff_ffff } as const;

/** Flags of an attribute. */
const compressed = 0x00ff;
const sparse = 0x8000;

/** One attribute of a record, as far as its head tells; one object is filled anew for each. Offsets are into the view. */
export interface Attribute {
  type: number;
  at: number;
  end: number;
  isResident: boolean;
  nameLength: number;
  nameAt: number;
  /** Where the value lies, when it is resident. */
  valueAt: number;
  valueLength: number;
}

export const emptyAttribute = (): Attribute => ({ type: 0, at: 0, end: 0, isResident: true, nameLength: 0, nameAt: 0, valueAt: 0, valueLength: 0 });

/**
 * Reads the head of the attribute at `at`. False at the end of the attributes (`type` is then `end`), and where what stands
 * there cannot be an attribute (`type` is then 0). `end` bounds the record.
 */
export function readAttribute(view: DataView, at: number, end: number, attribute: Attribute): boolean {
  attribute.type = 0;
  if (at + 4 > end) return false;
  const kind = view.getUint32(at, true);
  if (kind === type.end) {
    attribute.type = kind;
    return false;
  }
  if (at + 24 > end) return false;
  const length = view.getUint32(at + 4, true);
  if (length < 24 || length > end - at || (length & 7) !== 0) return false;
  attribute.at = at;
  attribute.end = at + length;
  attribute.isResident = view.getUint8(at + 8) === 0;
  attribute.nameLength = view.getUint8(at + 9);
  attribute.nameAt = at + view.getUint16(at + 10, true);
  if (attribute.nameLength > 0 && attribute.nameAt + 2 * attribute.nameLength > attribute.end) return false;
  if (attribute.isResident) {
    attribute.valueLength = view.getUint32(at + 16, true);
    attribute.valueAt = at + view.getUint16(at + 20, true);
    if (attribute.valueLength > attribute.end - attribute.valueAt) return false;
  } else if (length < 64) return false;
  attribute.type = kind;
  return true;
}

/** The first cluster of the attribute that this part of it maps; sizes stand only in the part that begins at 0. */
export const lowestCluster = (view: DataView, { at, isResident }: Attribute): number => (isResident ? 0 : number64(view, at + 16));

/** Bytes of the value; only in the part that begins at cluster 0. */
export const dataSize = (view: DataView, { at, isResident, valueLength }: Attribute): number => (isResident ? valueLength : number64(view, at + 48));
export const initializedSize = (view: DataView, { at, isResident, valueLength }: Attribute): number => (isResident ? valueLength : number64(view, at + 56));

/** Bytes that it takes: of clusters, or in its record (rounded up to 8, as Windows counts); of a compressed or sparse one those that are there. */
export function allocatedSize(view: DataView, attribute: Attribute): number {
  const { at, end, isResident, valueLength } = attribute;
  if (isResident) return (valueLength + 7) & ~7;
  const isPartial = (view.getUint16(at + 12, true) & (compressed | sparse)) !== 0 && end - at >= 72;
  return number64(view, at + (isPartial ? 64 : 40));
}

/** Where the mapping pairs of a non-resident attribute begin; its end where they do not lie in it. */
export const runsAt = (view: DataView, { at, end }: Attribute): number => Math.min(end, at + view.getUint16(at + 32, true));

/** A number of 64 bits, without sign; rounded above 2^53. */
export const number64 = (view: DataView, at: number): number => view.getUint32(at, true) + view.getUint32(at + 4, true) * 0x1_0000_0000;
