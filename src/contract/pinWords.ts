// Apart from their schema: the help of every start has these words, and zod costs 30 ms.

/** How a target is made of its source. */
export const pinKinds = ['hardlink', 'symlink', 'junction'] as const;

/** Which content stays where source and target differ. */
export const conflictRules = ['ask', 'source-wins', 'newest-wins'] as const;

export type PinKind = (typeof pinKinds)[number];
export type ConflictRule = (typeof conflictRules)[number];
