const piled = (letters: string, marks: string) => [...letters].map((letter) => letter + marks).join('')

/** Comments made to take more room than they are given, or to stand otherwise than they were written. */
export const WIDE: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'W'.repeat(80), text: 'x'.repeat(4_000) },
  { name: 'Piled Up', text: piled('HE COMES', '\u030d\u0316\u0489\u0353'.repeat(20)) },
  { name: 'Piled Thai', text: piled('\u0e01\u0e2a', '\u0e47'.repeat(60)) },
  { name: '\ufdfd'.repeat(20), text: `${'\ufdfd'.repeat(100)} ${'\u{12031}'.repeat(50)}` },
  { name: 'Address', text: `https://example.org/${'a'.repeat(1_500)}` },
  { name: 'No Break', text: 'word\u00a0'.repeat(800) },
  { name: 'Other Way', text: 'abc \u202egnp.exe \u2067 tail\nand the next line' },
]
