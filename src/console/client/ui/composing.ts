/**
 * Whether a key belongs to an input method, as the one that chooses or drops a word. Safari ends the composition before
 * it reports that key, which only its code then tells from others.
 */
export function isComposed({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229
}
