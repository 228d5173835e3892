/** carried - state of this package that a fork takes along. */
export function carried(_name: string, _get: () => unknown, _set: (state: unknown) => void): void {}
