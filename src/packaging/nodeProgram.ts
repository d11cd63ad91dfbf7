// Node's own program as the exe is made from it.

/**
 * Environment variables that make Node load code or configuration from a file of their choice. The shipped exe loads
 * nothing that an environment variable names, and Node has no build-time switch for these in a single-executable program.
 */
export const closedVariables = ['NODE_OPTIONS', 'OPENSSL_CONF'];

/**
 * Takes away Node's ear for {@link closedVariables}: the name it asks the environment for becomes one that no
 * environment can hold (`NODE=OPTIONS`: names have no `=`). Only the C string is changed (the first one that stands
 * between two NUL bytes), not the word in Node's JavaScript.
 * @param program the bytes of node or node.exe
 * @throws {Error} when the name is not found: another Node version may want another way
 */
export function withoutEnvironmentOptions(program: Buffer): Buffer {
  const changed = Buffer.from(program);
  for (const name of closedVariables) {
    const at = changed.indexOf(`\0${name}\0`, 0, 'latin1');
    if (at < 0) throw new Error(`${name} is not in this Node program as a C string`);
    changed.write(name.replace('_', '='), at + 1, 'latin1');
  }
  return changed;
}
