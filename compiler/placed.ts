/**
 * placed - a text that was printed from a syntax tree: its lines and columns are those that the tree's nodes say.
 */
import { SourceFile } from "./source.js";

/** Where places of the printed text are: in turn an offset, a line and a column, by rising offsets. */
export type Places = readonly number[];

export class PlacedSource extends SourceFile {
  constructor(
    path: string,
    text: string,
    readonly places: Places,
  ) {
    super(path, text);
  }

  override line(offset: number): number {
    return this.places[this.#find(offset) + 1] ?? 1;
  }

  override column(offset: number): number {
    return this.places[this.#find(offset) + 2] ?? 0;
  }

  override columnBytes(offset: number): number {
    return this.column(offset);
  }

  /** The index of the last place at or before an offset. */
  #find(offset: number): number {
    let low = 0;
    let high = this.places.length / 3 - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.places[middle * 3]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low * 3;
  }
}
