import { expect, it } from 'vitest'
import { builtInWords } from '../../src/checks/wordlists/lists.ts'
import { wordsCheck } from '../../src/checks/words.ts'
import { atOnce } from '../../src/give-way.ts'
import { aCandidate } from '../helpers/candidate.ts'

const outcome = (locale: string, text: string) =>
  atOnce(wordsCheck({ builtIn: builtInWords([locale]) })).run(aCandidate({ text, locale })).outcome

it.each([
  ['en', 'What a sh1t show, you m0ron'],
  ['de', 'Halt die Fresse, du Vollidiot'],
  ['fr', 'Va te faire foutre, je t’emmerde'],
  ['es', 'hijo de PUTAAA'],
  ['pt', 'Vai à merda'],
  ['it', 'Che teste di cazzo'],
  ['pl', 'Ty skurwielu? Skurwiel!'],
  ['tr', 'ananı sikeyim lan'],
  ['ru', 'Иди нахуй, пидорас'],
  ['be', 'Гэта хуйня'],
  ['nb', 'Hold kjeft, din fitte'],
  ['ro', 'TÂMPIȚILOR, mergeți dracului'],
  ['ar', 'يا ابن الحرام'],
  ['zh', '你这个脑残'],
  ['ko', '한남들이 그렇지, 이 씨발놈아'],
])('plain abuse holds a comment in %s: %s', (locale, text) => {
  expect(outcome(locale, text)).toBe('suspect')
})

it.each([
  [
    'en',
    'The cockpit, a shiitake, Scunthorpe, moronically, a bastardised peacock; Kike Hernández; Pussy Riot',
  ],
  ['de', 'Das Ficksche Gesetz, ein Spastiker, die Vollidiotie'],
  ['fr', 'Il fut réputé, la dispute, le bitume et l’arbitre; la FDP allemande; compute'],
  ['es', 'La disputa, una computadora, el vínculo oculto, el pollo; pinche aquí; el HDP turco'],
  ['pt', 'O deputado computou a disputa; o FDP alemão'],
  ['it', 'Un cazzotto, il merdaio, un bastardino'],
  ['pl', 'Pedał hamulca, cypryjski chujowicz'],
  ['tr', 'Bugün götürmek istedi; he got it; Picasso'],
  ['ru', 'Употреблять, сабля, рубля, жидкость, застраховать, колебал, хутор'],
  ['nb', 'Kukost og fitteri'],
  ['ro', 'Curaj, futbol, pulover, Dracula, curte, o dragă prostituată'],
  ['ar', 'زبدة وزبون وقسمك، وخول الوزير القادة'],
  ['zh', '体操你好，我妈的手，失去死者，杂种优势'],
  ['ko', '논란의 시발점, 시발역에서, 고양이 새끼들'],
])('innocent words do not in %s: %s', (locale, text) => {
  expect(outcome(locale, text)).toBe('clear')
})
