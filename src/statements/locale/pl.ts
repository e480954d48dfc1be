import type { StatementWords } from './words.ts'

/** Polish */
export const words: StatementWords = {
  clauses: {
    spam: 'Komentarze nie mogą zawierać reklam ani powielać linków i tekstów dla cudzej korzyści.',
    abuse: 'Komentarze nie mogą obrażać, poniżać ani nękać innych osób.',
    hate: 'Komentarze nie mogą atakować ludzi za to, kim są lub w co wierzą.',
    threat: 'Komentarze nie mogą nikomu grozić ani nawoływać do przemocy.',
    sexual: 'Komentarze nie mogą zawierać treści o charakterze jednoznacznie seksualnym.',
    'personal-data': 'Komentarze nie mogą ujawniać danych prywatnych, własnych ani cudzych.',
    illegal: 'Komentarze nie mogą naruszać prawa.',
    misinformation: 'Komentarze nie mogą przedstawiać oczywiście fałszywych twierdzeń jako faktów.',
    'off-topic': 'Komentarze muszą dotyczyć artykułu lub dyskusji.',
    duplicate: 'Ten sam komentarz publikujemy tylko raz.',
    other: 'Komentarze muszą być zgodne z zasadami tego serwisu.',
  },
  checks: {
    links: 'linki',
    domains: 'adresy, do których prowadzą linki',
    words: 'lista słów',
    repeats: 'powtórzenie',
    flood: 'wiele komentarzy naraz',
    shape: 'postać tekstu',
    'personal-data': 'dane osobowe',
    form: 'sposób wypełnienia formularza',
    author: 'wcześniejsze decyzje',
    captcha: 'wykrywanie botów',
    akismet: 'Akismet',
    custom: 'własna kontrola tego serwisu',
    judge: 'porównanie z wcześniejszymi decyzjami',
  },
  between: ', ',
  machine:
    'Automatyczna kontrola{checks} wykazała, że komentarz łamie tę zasadę. Żaden człowiek jeszcze go nie przeczytał.',
  reported: 'Komentarz został zgłoszony przez czytelników.',
  noticed: 'Otrzymaliśmy zgłoszenie, że komentarz zawiera nielegalne treści.',
  held: 'Automatyczna kontrola{checks} wstrzymała komentarz.',
  moderator: 'Osoba z zespołu moderacji przeczytała komentarz i uznała, że łamie on tę zasadę.',
  redress:
    'Możesz poprosić nas o ponowne rozpatrzenie: komentarz przeczyta ktoś inny. Możesz też zwrócić się do organu pozasądowego rozstrzygania sporów lub do sądu.',
}
