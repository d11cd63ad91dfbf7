/** Things with equal keys together, in the order of their first. */
export function partsOf<T>(some: readonly T[], keyOf: (one: T) => string): T[][] {
  const parts = new Map<string, T[]>();
  for (const one of some) {
    const key = keyOf(one);
    const part = parts.get(key);
    if (part) part.push(one);
    else parts.set(key, [one]);
  }
  return [...parts.values()];
}
