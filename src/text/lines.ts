/**
 * Splits JSON Lines at line feeds and nowhere else: U+2028 and U+2029 may occur unescaped inside JSON strings, and
 * readers made for terminals break lines there.
 */
export async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let begun: string[] = []
  for await (const piece of text) {
    const [end = '', ...next] = piece.split('\n')
    begun.push(end)
    for (const start of next) {
      yield begun.join('')
      begun = [start]
    }
  }
  const rest = begun.join('')
  if (rest !== '') yield rest
}
