import { errorCodes } from '../../src/contract/errorCodes.ts';
import { exitCodes } from '../../src/contract/exitCodes.ts';

/** The README's tables, by the names of their marks. */
export const contractTables: Readonly<Record<string, string>> = {
  'exit codes': ['| code | when |', '|---|---|', ...Object.values(exitCodes).map(({ code, when }) => `| ${code} | ${when} |`)].join('\n'),
  'error codes': [
    '| code | what | what to do | exit code, when it refuses the call |',
    '|---|---|---|---|',
    ...Object.entries(errorCodes).map(([code, { sentence, hint, exitCode }]) => `| ${code} | ${sentence} | ${hint} | ${exitCode} |`),
  ].join('\n'),
};

/** A text with each table between its marks. Throws where a mark is missing. */
export function withContractTables(text: string): string {
  let result = text;
  for (const [name, table] of Object.entries(contractTables)) {
    const [open, close] = [`<!-- ${name}: written from src/contract -->`, `<!-- /${name} -->`];
    const [from, to] = [result.indexOf(open), result.indexOf(close)];
    if (from < 0 || to < from) throw new Error(`the marks ${open} and ${close} are missing`);
    result = `${result.slice(0, from + open.length)}\n${table}\n${result.slice(to)}`;
  }
  return result;
}
