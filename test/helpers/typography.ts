type Rule = readonly [fault: RegExp, means: string]

/** What no text says, in any language; the sign of an address aside. */
const EVERYWHERE: readonly Rule[] = [
  [/['"]/, 'a straight quotation mark or apostrophe'],
  [/\.\.\./, 'dots for an ellipsis'],
  [/^\s|\s$|\s\s/, 'a space too many'],
]

const OWN: Readonly<Record<string, readonly Rule[]>> = {
  fr: [
    [/[^\u202f][!?;]/, 'no narrow no-break space before ! ? ;'],
    [/[^\u00a0]:/, 'no no-break space before a colon'],
    [/«(?!\u00a0)|(?<!\u00a0)»/, 'no no-break space inside the quotation marks'],
  ],
  es: [
    [/^[^¿]*\?/, 'a question that is not opened'],
    [/^[^¡]*!/, 'an exclamation that is not opened'],
  ],
  de: [[/ …/, 'an ellipsis that may begin a line']],
  nb: [[/ …/, 'an ellipsis that may begin a line']],
  ar: [[/[,;?]/, 'a Latin comma, semicolon or question mark']],
  zh: [[/[,;:!?()]/, 'a half-width mark']],
}

/** What a compositor of the language would mark in a text, in words. */
export function findMisprints(language: string, text: string): string[] {
  const set = text.replaceAll('https://', 'https')
  return [...EVERYWHERE, ...(OWN[language.slice(0, 2)] ?? [])]
    .filter(([fault]) => fault.test(set))
    .map(([, means]) => `${means}: ${text}`)
}
