import { loadKoffi } from './koffi.ts';
import { Win32Error, win32 } from './win32Error.ts';

/** Result type and argument types of one function, in koffi's words. */
export type Signature = readonly [result: string, parameters: readonly string[]];

/** A function of a DLL that can also be called on a worker thread: `call.async(...args, (error, result) => …)`. */
export type Asynchronous<F extends (...args: never[]) => unknown> = F & {
  async: (...args: [...Parameters<F>, (error: unknown, result: ReturnType<F>) => void]) => void;
};

interface Library {
  func(name: string, result: string, parameters: readonly string[]): (...args: unknown[]) => unknown;
}

/**
 * The functions of one DLL as properties of an object: each is bound when it is first asked for, since start time matters.
 * A function that this Windows lacks throws Win32Error 127 where it is asked for.
 */
export function lazyLibrary<Functions extends object>(
  dll: string,
  signatures: { readonly [Name in keyof Functions]: Signature },
): Functions {
  const functions = {};
  for (const name of Object.keys(signatures) as (keyof Functions & string)[]) {
    Object.defineProperty(functions, name, {
      configurable: true,
      enumerable: true,
      get() {
        const bound = bind(dll, name, signatures[name]);
        Object.defineProperty(functions, name, { value: bound });
        return bound;
      },
    });
  }
  return functions as Functions;
}

const libraries = new Map<string, Library>();

function library(dll: string): Library {
  let loaded = libraries.get(dll);
  if (!loaded) libraries.set(dll, (loaded = loadKoffi().load(dll) as unknown as Library));
  return loaded;
}

function bind(dll: string, name: string, [result, parameters]: Signature): unknown {
  const standIn = standInLibrary();
  if (standIn !== null) {
    try {
      return library(standIn).func(name, result, parameters);
    } catch {
      // not one of the functions that the stand-in plays
    }
  }
  try {
    return library(dll).func(name, result, parameters);
  } catch {
    throw new Win32Error(name, win32.PROC_NOT_FOUND);
  }
}

/** The DLL that plays functions which the bench's Wine lacks; in a shipped build there is none, whatever the environment says. */
function standInLibrary(): string | null {
  if (typeof __TEST_BUILD__ === 'undefined' || !__TEST_BUILD__) return null;
  return process.env['LINKKIT_TEST_DLL'] || null;
}
