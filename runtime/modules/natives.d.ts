/** The build's list of gilt's own modules: name to what loads its file. */
declare module "gilt:natives" {
  export const files: Readonly<Record<string, () => { default: unknown }>>;
  /** A part of the runtime that is evaluated at its first use; bin/pack.mjs lists them. */
  export function loadPart(name: string): unknown;
  /** What the runtime's functions have for frames, as far as it was asked for, by its name in snapshots. */
  export const frameCodes: ReadonlyMap<unknown, string>;
  export function frameCode(name: string): object;
}
