import type { OperationCommand, Values } from './command.ts';

/** The argument list behind `linkkit` that says the same as checked values: what a request of serve would be on the command line. */
export function argumentsOf(command: OperationCommand, values: Values): string[] {
  const options = Object.entries(command.options).flatMap(([name, spec]) => {
    const value = values[name];
    if (value === undefined || value === false || value === spec.default) return [];
    if (value === true) return [`--${name}`];
    // One word each: a value may begin with a dash
    return (Array.isArray(value) ? value : [value]).map((one) => `--${name}=${one}`);
  });
  const places = command.positionals.flatMap(({ name }) => (values[name] ?? []) as string | readonly string[]);
  return [...command.name.split(' '), ...options, ...(places.length > 0 ? ['--', ...places] : [])];
}
