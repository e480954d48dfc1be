import type { MailWords } from '../words.ts'

/** Italian */
export const words: MailWords = {
  marks: { colon: ':', stop: '. ' },
  confirm: {
    title: 'Conferma il tuo indirizzo e-mail',
    ask: 'Qualcuno, probabilmente tu, ha chiesto di ricevere un’e-mail a questo indirizzo quando qualcuno risponde a un commento su {site} o viene presa una decisione al riguardo.',
    how: 'Se la richiesta è tua, premi il pulsante in questa pagina entro tre giorni:',
    otherwise:
      'Se non è tua, non devi fare nulla: senza la tua conferma non invieremo altro e cancelleremo l’indirizzo.',
    button: 'Conferma il mio indirizzo',
    done: 'Grazie. Ti scriveremo quando qualcuno risponderà al tuo commento o verrà presa una decisione.',
  },
  published: 'Il tuo commento è pubblicato',
  rejected: 'Il tuo commento non è stato pubblicato',
  removed: 'Il tuo commento è stato rimosso',
  because: 'Questa è la regola che viola:',
  appeal: 'In questa pagina puoi chiedere che qualcun altro lo riesamini:',
  notice: {
    title: 'La tua segnalazione di un contenuto illegale',
    given:
      'Qualcuno, probabilmente tu, ci ha segnalato un commento su {site} come contenuto illegale e ha indicato questo indirizzo.',
    open: 'Abbiamo ricevuto la segnalazione. Il team di moderazione leggerà il commento e deciderà.',
    upheld: 'Abbiamo deciso: il commento non è più visibile.',
    dismissed: 'Abbiamo deciso: il commento resta pubblicato.',
    gone: 'Il commento non c’è più: chi l’ha scritto l’ha ritirato o fatto cancellare.',
    byPerson: 'Lo ha deciso una persona, senza strumenti automatizzati.',
    byMachine: 'Per questa decisione sono stati usati strumenti automatizzati.',
    redress:
      'Se non sei d’accordo, puoi rivolgerti a un organismo di risoluzione extragiudiziale delle controversie o a un tribunale.',
    page: 'In questa pagina puoi vedere a che punto è la segnalazione:',
  },
  stop: {
    title: 'Niente più e-mail',
    how: 'Ricevi questo messaggio perché questo indirizzo è stato indicato per un commento su {site}. Per non riceverne più:',
    ask: 'Vuoi smettere di ricevere e-mail sui tuoi commenti su {site}?',
    button: 'Non inviarmi più e-mail',
    done: 'Fatto: non ti scriveremo più a proposito dei tuoi commenti e il tuo indirizzo è stato cancellato.',
  },
  allow: {
    title: 'Consentire di nuovo le e-mail',
    ask: 'Non volevi più ricevere e-mail sui commenti su {site}. Vuoi consentirle di nuovo?',
    done: 'Fatto: quando questo indirizzo sarà indicato per un commento, te lo chiederemo di nuovo.',
  },
  over: 'Questo link non è più valido.',
}
