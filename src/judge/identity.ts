import { foldText } from '../text/fold.ts'
import { IN_LINK, type Vector } from './features.ts'
import { PAIR, visitPieces, WORD } from './tokens.ts'

/*
 * Words for who people are. Where they are mostly met in attacks, a judge takes them for attacks (Dixon, Li, Sorensen,
 * Thain, Vasserman 2018): "Chris is a good gay" was rejected by decisions on talk pages. Slurs are not among them.
 */
const WORDS = [
  'gay gays lesbian lesbians bisexual bisexuals transgender trans queer lgbt lgbtq homosexual homosexuals straight',
  'heterosexual heterosexuals nonbinary male female man men woman women african american black blacks white whites',
  'european hispanic latino latina latinx mexican canadian asian indian chinese japanese arab arabs turk turkish roma',
  'christian christians muslim muslims jew jews jewish buddhist catholic catholics protestant sikh hindu taoist atheist',
  'old older young younger teenage elderly blind deaf paralyzed disabled autistic refugee refugees immigrant immigrants',
  'schwul schwule schwuler lesbisch lesbe homosexuell homosexueller heterosexuell bisexuell muslimisch muslime moslem',
  'jude juden jüdisch jüdischer christlich christ schwarz schwarzer weiß weißer behindert taub türke flüchtling',
  'homo lesbisch homoseksueel heteroseksueel biseksueel moslim joods jood zwart zwarte blank doof blinde vluchteling',
  'lesbiana lesbianas homosexuales negro negra blanco blanca musulmán musulmana judío judía cristiano cristiana gitano',
  'lesbienne homosexuel homosexuelle noir noire blanc blanche musulman musulmane juif juive chrétien chrétienne arabe',
  'lesbiană homosexuali negru neagră alb albă musulmani evreu evreică creștin țigan țigani rom romi maghiar ungur',
  'samlaingik musalmaan musalman hindoo isai esaayi yahudi kaala gora andha bahra buddha jawan',
  '게이 레즈비언 동성애자 흑인 백인 무슬림 유대인 장애인 조선족 여자 남자',
  'مسلم مسلمة مسيحي مسيحية يهودي يهودية مثلي أسود أبيض لاجئ كردي شيعي سني',
  '同性 黑人 白人 犹太 基督 女性 男性',
]
const BUCKETS = bucketsOf(WORDS)

/**
 * A comment's vector without its words for who people are, and without the pairs and letters of these; the same vector
 * where there are none.
 */
export function withoutIdentity(vector: Vector): Vector {
  const { index, value, kinds } = vector
  let isNamed = false
  let isAfter = false
  let isAny = false
  const isKept = Array.from(index, (bucket, k) => {
    if (k >= kinds.length) return true
    const kind = kinds[k]! & ~IN_LINK
    if (kind === WORD) {
      isAfter = isNamed
      isNamed = BUCKETS.has(bucket)
      isAny ||= isNamed
      return !isNamed
    }
    // The first pair that follows a word is the one with the word before it.
    const isWithBefore = kind === PAIR && isAfter
    isAfter = false
    return !isNamed && !isWithBefore
  })
  if (!isAny) return vector
  return {
    ...vector,
    index: index.filter((_, k) => isKept[k]),
    value: value.filter((_, k) => isKept[k]),
    kinds: kinds.filter((_, k) => isKept[k]),
  }
}

function bucketsOf(lines: readonly string[]): ReadonlySet<number> {
  const buckets = new Set<number>()
  for (const line of lines)
    visitPieces(foldText(line).text, (kind, bucket) => {
      if (kind === WORD) buckets.add(bucket)
    })
  return buckets
}
