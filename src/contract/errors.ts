import { errorCodes, type ErrorCode } from './errorCodes.ts';

/** The particulars of one failure. */
export interface ErrorDetails {
  /** One clear sentence; the table's when left out. */
  message?: string;
  /** The path it is about. */
  path?: string | null;
  /** What to do next; the table's when left out. */
  hint?: string | null;
  /** The system's own number or name of the error (5, 'EACCES'). */
  osError?: number | string | null;
  cause?: unknown;
}

/** An `error` or `warning` line without its type. */
export interface Finding {
  code: ErrorCode;
  message: string;
  path: string | null;
  hint: string | null;
  osError: number | string | null;
}

/** A failure that a user can reach: it has a code, a sentence, a hint. Programmer errors stay plain `Error`. */
export class LinkKitError extends Error {
  readonly code: ErrorCode;
  readonly path: string | null;
  readonly hint: string | null;
  readonly osError: number | string | null;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.message ?? errorCodes[code].sentence, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'LinkKitError';
    this.code = code;
    this.path = details.path ?? null;
    this.hint = details.hint === undefined ? errorCodes[code].hint : details.hint;
    this.osError = details.osError ?? null;
  }

  /** The fields of its `error` or `warning` line. */
  toFinding(): Finding {
    return { code: this.code, message: this.message, path: this.path, hint: this.hint, osError: this.osError };
  }
}

/** Any thrown thing as the fields of an error line: a LinkKitError as it is, all else as `Internal`, a bug. */
export function findingOf(error: unknown): Finding {
  if (error instanceof LinkKitError) return error.toFinding();
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new LinkKitError('Internal', { message: `${errorCodes.Internal.sentence} (${text})` }).toFinding();
}
