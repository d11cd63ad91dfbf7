/** The version of the contract's lines, in every `start` line. */
export const schemaVersion = 1;
