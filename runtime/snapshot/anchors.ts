/**
 * anchors - what the runtime's files declare at top level, under the files' names: the same in every isolate, so a snapshot names it instead of holding it.
 *
 * `lower` writes a call of $anchors at the end of each file. names.ts reads the tables when the first snapshot is made.
 */

/** The names of a file and what they stand for now. */
export type Own = () => Readonly<Record<string, unknown>>;

/** The variables (`let`) of a file: how to read and to set them. */
export type Variables = Readonly<Record<string, readonly [read: () => unknown, write: (value: unknown) => void]>>;

/** By file, in the order in which the files were loaded. */
export const files = new Map<string, Own>();
export const variables = new Map<string, Variables>();

/** Makes known what a file declares; called when the file has been loaded. */
export function $anchors(file: string, own: Own, lets?: Variables): void {
  files.set(file, own);
  if (lets !== undefined) variables.set(file, lets);
}
