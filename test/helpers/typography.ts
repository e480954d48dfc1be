type Rule = readonly [fault: RegExp, means: string]

/** What no text says, in any language; the sign of an address aside. */
const EVERYWHERE: readonly Rule[] = [
  [/['"]/, 'a straight quotation mark or apostrophe'],
  [/\.\.\./, 'dots for an ellipsis'],
  [/^\s|\s$|\s\s/, 'a space too many'],
]

const QUOTES = /[«»“”„「」『』]/g
/** The quotation marks of each; elsewhere they are « and ». */
const OWN_QUOTES: Readonly<Record<string, string>> = {
  en: '“”',
  de: '„“',
  pl: '„”',
  tr: '“”',
  'pt-br': '“”',
  zh: '“”',
  'zh-hant': '「」',
}

const OWN: Readonly<Record<string, readonly Rule[]>> = {
  fr: [
    [/[^\u202f][!?;]/, 'no narrow no-break space before ! ? ;'],
    [/[^\u00a0]:/, 'no no-break space before a colon'],
    [/«(?!\u00a0)|(?<!\u00a0)»/, 'no no-break space inside the quotation marks'],
    [/^Plus d[e’]/, 'what can be read as more, and as no more'],
  ],
  es: [
    [/^[^¿]*\?/, 'a question that is not opened'],
    [/^[^¡]*!/, 'an exclamation that is not opened'],
    [/\baviso/i, 'a notice that is no “notificación”, as the regulation has it'],
    [/\bilegal/i, 'what is illegal and not “ilícito”, as the regulation has it'],
  ],
  it: [[/illecit/i, 'what is illegal and not “illegale”, as the regulation has it']],
  de: [
    [/ …/, 'an ellipsis that may begin a line'],
    [/automatische[nr]? Mittel/, 'means that are not “automatisiert”, as the regulation has it'],
    [/illegal/i, 'what is illegal and not “rechtswidrig”, as the regulation has it'],
  ],
  nb: [
    [/ …/, 'an ellipsis that may begin a line'],
    [/sjekk/i, 'a check that is called “kontroll” elsewhere'],
  ],
  pt: [[/retirado/, 'a comment that was removed is called “removido” elsewhere']],
  ru: [[/автоматически. средств/, 'means that are called “автоматизированные” where the law speaks']],
  be: [[/аўтаматычны.{1,2} сродк/, 'means that are called “аўтаматызаваныя” where the law speaks']],
  ar: [[/[,;?]/, 'a Latin comma, semicolon or question mark']],
  zh: [
    [/[,;:!?()]|[\p{Script=Han}…]\./u, 'a half-width mark'],
    [/[，。：；！？、（）]\s|\s[，。：；！？、（）]/, 'a space beside a full-width mark'],
    [/通知(?!我|您)/, 'a notice that reads as news from us: whoever sends one does what 举报 or 檢舉 means'],
  ],
  'zh-hant': [[/作[出成]/, 'what Taiwan writes 做出']],
}

/** What a compositor of the language would mark in a text, in words. */
export function findMisprints(language: string, text: string): string[] {
  const set = text.replaceAll('https://', 'https')
  const code = language.toLowerCase()
  const rules = [code.slice(0, 2), ...(code.length > 2 ? [code] : [])].flatMap((key) => OWN[key] ?? [])
  const quotes = OWN_QUOTES[code] ?? '«»'
  const isQuotedElsewise = (set.match(QUOTES) ?? []).some((mark) => !quotes.includes(mark))
  return [
    ...[...EVERYWHERE, ...rules].filter(([fault]) => fault.test(set)).map(([, means]) => means),
    ...(isQuotedElsewise ? ['quotation marks of another language'] : []),
  ].map((means) => `${means}: ${text}`)
}
