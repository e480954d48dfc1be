/** A copy of a text made for matching, with the way back to where each piece was written. */
export type Folded = {
  readonly text: string
  /** For each UTF-16 unit of `text`, the offset in the original where it came from; one more entry for the end. */
  readonly origin: Uint32Array
}
