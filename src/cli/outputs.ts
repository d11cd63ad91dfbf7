/** The forms of output: for people, one JSON document, one JSON object a line. */
export const outputs = ['text', 'json', 'ndjson'] as const;
export type OutputName = (typeof outputs)[number];
