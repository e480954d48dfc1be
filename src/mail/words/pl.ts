import type { MailWords } from '../words.ts'

/** Polish */
export const words: MailWords = {
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
    title: 'Zgłoszenie nielegalnej treści',
    given:
      'Ktoś, najpewniej Ty, zgłosił nam komentarz w serwisie {site} jako nielegalną treść i podał ten adres.',
    open: 'Zgłoszenie do nas dotarło. Osoba z zespołu moderacji przeczyta komentarz i podejmie decyzję.',
    upheld: 'Podjęliśmy decyzję: komentarz nie jest już widoczny.',
    dismissed: 'Podjęliśmy decyzję: komentarz pozostaje.',
    gone: 'Komentarza już nie ma: autor go wycofał albo poprosił o usunięcie.',
    byPerson: 'Zdecydował o tym człowiek, bez zautomatyzowanych środków.',
    byMachine: 'Przy tej decyzji użyto zautomatyzowanych środków.',
    redress:
      'Jeśli się nie zgadzasz, możesz zwrócić się do organu pozasądowego rozstrzygania sporów albo do sądu.',
    page: 'Stan sprawy podaje ta strona:',
  },
  stop: {
    title: 'Koniec wiadomości e-mail',
    how: 'Otrzymujesz tę wiadomość, ponieważ ten adres podano przy komentarzu w serwisie {site}. Aby nie otrzymywać kolejnych:',
    ask: 'Czy mamy już nie pisać do Ciebie w sprawie Twoich komentarzy w serwisie {site}?',
    button: 'Nie wysyłajcie mi więcej wiadomości',
    done: 'Gotowe: nie będziemy już pisać w sprawie Twoich komentarzy, a Twój adres został usunięty.',
  },
  over: 'Ten link już nie działa.',
}
