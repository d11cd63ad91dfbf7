import { LinkKitError } from '../contract/errors.ts';
import { usageOf, type Command, type OptionSpec, type PositionalSpec, type Values } from './command.ts';

/**
 * Raw values (from yargs or from a serve request) → checked ones. Throws Usage, naming the option, what was
 * given and what is allowed; nothing has been touched by then.
 */
export function checkValues(command: Command, raw: Record<string, unknown>): Values {
  const values: Record<string, Values[string]> = {};
  for (const name of Object.keys(raw)) {
    if (!Object.hasOwn(command.options, name) && !command.positionals.some((place) => place.name === name)) {
      throw usage(command, `${command.name} has no option '${name}'.`);
    }
  }
  for (const place of command.positionals) values[place.name] = checkPositional(command, place, raw[place.name]);
  for (const [name, spec] of Object.entries(command.options)) {
    const given = raw[name];
    values[name] = given === undefined || given === null ? spec.default : checkOption(command, name, spec, given);
  }
  return values;
}

function checkPositional(command: Command, place: PositionalSpec, given: unknown): Values[string] {
  const list = given === undefined || given === null ? [] : Array.isArray(given) ? given : [given];
  if (!list.every((one) => typeof one === 'string')) throw usage(command, `'${place.name}' takes text.`);
  if (list.length === 0 && !place.optional) throw usage(command, `${command.name} needs <${place.name}>.`);
  if (!place.many && list.length > 1) throw usage(command, `'${place.name}' was given ${list.length} times.`);
  return place.many ? list : list[0];
}

/** The longest path of Windows (UNICODE_STRING), and its longest command line; picomatch throws from 65,537 on. */
const longestValue = 32_767;

function checkOption(command: Command, name: string, spec: OptionSpec, given: unknown): Values[string] {
  if (spec.type === 'strings') {
    const list = Array.isArray(given) ? given : [given];
    if (!list.every((one) => typeof one === 'string' && one !== '')) throw usage(command, `--${name} takes text.`);
    if (list.some((one: string) => one.length > longestValue)) throw usage(command, `--${name} takes no text of more than ${longestValue} characters.`);
    return list;
  }
  if (Array.isArray(given)) throw usage(command, `--${name} was given more than once.`);
  if (spec.type === 'boolean') {
    if (typeof given !== 'boolean') throw usage(command, `--${name} takes no value.`);
    return given;
  }
  if (spec.type === 'number') {
    const number = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given;
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) throw usage(command, `--${name} takes a whole number from 0, not ${JSON.stringify(given)}.`);
    return number;
  }
  if (spec.type === 'bytes') {
    const bytes = typeof given === 'string' ? bytesOf(given) : given;
    if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) throw usage(command, `--${name} takes a number of bytes, or one with KB, MB, GB or TB (1 KB is 1,024 bytes), not ${JSON.stringify(given)}.`);
    return bytes;
  }
  if (typeof given !== 'string' || given === '') throw usage(command, `--${name} needs a value.`);
  if (spec.choices && !spec.choices.includes(given)) {
    throw usage(command, `--${name} takes one of ${spec.choices.join(', ')}, not '${given}'.`);
  }
  return given;
}

/** '4096', '10MB', '1.5 GiB' → bytes; NaN where it is none. Units are powers of 1,024, as in PowerShell. */
function bytesOf(text: string): number {
  const [, digits, unit] = /^(\d{1,15}(?:\.\d{1,3})?) ?(?:([KMGTP])i?B)?$/i.exec(text) ?? [];
  if (digits === undefined || (unit === undefined && digits.includes('.'))) return Number.NaN;
  return Math.round(Number(digits) * 1024 ** (unit === undefined ? 0 : 1 + 'KMGTP'.indexOf(unit.toUpperCase())));
}

const usage = (command: Command, message: string): LinkKitError =>
  new LinkKitError('Usage', { message, hint: `Usage: ${usageOf(command)} [options]; linkkit ${command.name} --help shows them.` });
