/** LinkKit's version, from package.json (esbuild and vitest define it). */
declare const __VERSION__: string;

/** True only in dist/test/: the build whose hooks tests may use. */
declare const __TEST_BUILD__: boolean;

/** True in a bundle that pkg puts into an exe; false (or not defined) where Node runs the sources. */
declare const __BUNDLED__: boolean;

/** sha256 (hexadecimal) of the koffi.node that the exe carries; only where __BUNDLED__ is true. */
declare const __KOFFI_SHA256__: string;
