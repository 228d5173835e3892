/**
 * shape - what the maker of random programs knows of what it has written so far.
 */
export type Kind = "int" | "str" | "list" | "float" | "dict";

export interface Variable {
  name: string;
  kind: Kind;
  global?: boolean;
}

export interface Callable {
  name: string;
  params: Kind[];
  result: Kind | "gen";
  defaults: number;
}

export interface Klass {
  name: string;
  methods: string[];
  field: string;
}

/** What surrounds the statement being made. */
export interface Place {
  loop: boolean;
  func: boolean;
  gen: boolean;
  handler: boolean;
  depth: number;
}
