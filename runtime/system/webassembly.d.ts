/** What the runtime uses of WebAssembly, which TypeScript declares for browsers alone. */
declare namespace WebAssembly {
  type ImportValue = unknown;
  class Memory {
    constructor(size: { initial: number; maximum: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Table {
    grow(count: number): number;
    set(at: number, value: unknown): void;
  }
  class Module {
    constructor(bytes: Uint8Array);
    static imports(module: Module): { module: string; name: string; kind: string }[];
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, ImportValue>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
