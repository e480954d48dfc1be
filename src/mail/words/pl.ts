import type { MailWords } from '../words.ts'

/** Polish */
export const words: MailWords = {
  marks: { colon: ':', stop: '. ' },
  confirm: {
    title: 'Potwierdź swój adres e-mail',
    ask: 'Ktoś, zapewne Ty, poprosił, abyśmy pisali na ten adres, gdy ktoś odpowie na komentarz w serwisie {site} albo zapadnie decyzja w jego sprawie.',
    how: 'Jeśli to Twoja prośba, naciśnij przycisk na tej stronie w ciągu trzech dni:',
    otherwise:
      'Jeśli nie, nic nie musisz robić: bez naciśnięcia przycisku niczego więcej nie wyślemy i usuniemy adres.',
    button: 'Potwierdzam swój adres',
    done: 'Dziękujemy. Napiszemy, gdy ktoś odpowie na Twój komentarz albo zapadnie decyzja w jego sprawie.',
  },
  published: 'Twój komentarz został opublikowany',
  rejected: 'Twój komentarz nie został opublikowany',
  removed: 'Twój komentarz został usunięty',
  because: 'Oto zasada, którą narusza:',
  appeal: 'Na tej stronie możesz poprosić, aby przyjrzał mu się ktoś inny:',
  notice: {
    title: 'Zgłoszenie nielegalnych treści',
    given:
      'Ktoś, zapewne Ty, zgłosił nam nielegalne treści w komentarzu w serwisie {site} i podał ten adres.',
    open: 'Zgłoszenie do nas dotarło. Osoba z zespołu moderacji przeczyta komentarz i podejmie decyzję.',
    upheld: 'Podjęliśmy decyzję: komentarz nie jest już widoczny.',
    dismissed: 'Podjęliśmy decyzję: komentarz pozostaje.',
    gone: 'Komentarza już nie ma: osoba, która go napisała, wycofała go albo poprosiła o usunięcie.',
    byPerson: 'Zdecydował o tym człowiek, bez zautomatyzowanych środków.',
    byMachine: 'Przy tej decyzji użyto zautomatyzowanych środków.',
    redress:
      'Jeśli się nie zgadzasz, możesz zwrócić się do organu pozasądowego rozstrzygania sporów albo do sądu.',
    page: 'Stan zgłoszenia możesz sprawdzić na tej stronie:',
  },
  stop: {
    title: 'Rezygnacja z e-maili',
    how: 'Otrzymujesz tę wiadomość, ponieważ ten adres podano przy komentarzu w serwisie {site}. Aby nie otrzymywać kolejnych:',
    ask: 'Czy chcesz zrezygnować z e-maili o swoich komentarzach w serwisie {site}?',
    button: 'Nie wysyłaj mi więcej e-maili',
    done: 'Gotowe: nie będziemy już wysyłać e-maili o Twoich komentarzach, a Twój adres został usunięty.',
  },
  allow: {
    title: 'Ponowna zgoda na e-maile',
    ask: 'Nie chcesz otrzymywać e-maili o komentarzach w serwisie {site}. Czy chcesz znów na nie pozwolić?',
    done: 'Gotowe: gdy ten adres zostanie podany przy komentarzu, zapytamy Cię ponownie.',
  },
  over: 'Ten link już nie działa.',
}
