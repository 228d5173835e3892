/**
 * anchors - what the runtime's files declare at top level, under the files' names: the same in every isolate, so a snapshot names it instead of holding it.
 *
 * `lower` writes a call of $anchors at the end of each file. names.ts reads the tables when the first snapshot is made.
 */

/** The names of a file, between blanks, and what they stand for, in the same order: no object, whose shape V8 would describe name by name. */
export interface Own {
  readonly names: string;
  readonly values: () => readonly unknown[];
}

/** The variables (`let`) of a file: how to read and to set them. */
export type Variables = Readonly<Record<string, readonly [read: () => unknown, write: (value: unknown) => void]>>;

/** By file, in the order in which the files were loaded. */
export const files = new Map<string, Own>();
export const variables = new Map<string, Variables>();

/** Files whose state is the isolate's, not its process's: the next process keeps it, and another isolate has its own. */
export const ISOLATE =
  /^(?:frames\/inject|processes\/(?:arena|mailbox|child|self|renewal|rpc)|system\/(?:posix|folder)|snapshot\/(?:anchors|snapshot|unread))$/;

/** Makes known what a file declares; called when the file has been loaded. */
export function $anchors(file: string, names: string, values: Own["values"], lets?: Variables): void {
  files.set(file, { names, values });
  if (lets !== undefined) variables.set(file, lets);
}

/** What a file declares under a name; undefined: nothing, or there is no such file here. */
export function declaredAs(file: string, name: string): unknown {
  const own = files.get(file);
  return own?.values()[own.names.split(" ").indexOf(name)];
}
