/** The process's exit codes; the README's table is made from this one. */
export const exitCodes = {
  done: { code: 0, when: 'all done' },
  someFailed: { code: 1, when: 'some items failed, each with an `error` line; also a finding of check and verify' },
  wrongCall: { code: 2, when: 'the call was wrong and nothing was touched: usage, a missing source, destination inside source, SameName, missing parent' },
  cannotHere: { code: 3, when: 'this machine or volume cannot do it, nothing was touched' },
  interrupted: { code: 130, when: 'interrupted; what was done stands, and the summary says how to finish' },
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]['code'];
