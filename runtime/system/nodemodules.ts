/**
 * nodemodules - Node's larger modules, loaded when something first needs them.
 */
interface Launcher {
  requireOnce(id: string): unknown;
  loadKoffi(): unknown;
}

/** bin/loader.js; undefined where the runtime is used by itself. */
export const launcher = (globalThis as unknown as Record<symbol, Launcher | undefined>)[Symbol.for("gilt.loader")];

/** `process.getBuiltinModule`, with V8's flags as Node's own code caches were made with: without those the module is compiled anew. */
export const nodeModule = ((id: string): unknown =>
  launcher === undefined ? process.getBuiltinModule(id) : launcher.requireOnce(id)) as typeof process.getBuiltinModule;
