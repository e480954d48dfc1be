import type { MailWords } from '../words.ts'

/** Italian */
export const words: MailWords = {
  confirm: {
    title: 'Conferma il tuo indirizzo e-mail',
    ask: 'Qualcuno, probabilmente tu, ha chiesto che scriviamo a questo indirizzo quando un commento su {site} riceve una risposta o una decisione.',
    how: 'Se la richiesta è tua, premi il pulsante in questa pagina entro tre giorni:',
    otherwise:
      'Se non è tua, non devi fare nulla: senza il pulsante non invieremo altro e cancelleremo l’indirizzo.',
    button: 'Conferma il mio indirizzo',
    done: 'Grazie. Ti scriveremo quando qualcuno risponde al tuo commento o viene presa una decisione.',
  },
  published: 'Il tuo commento è pubblicato',
  rejected: 'Il tuo commento non è stato pubblicato',
  removed: 'Il tuo commento è stato rimosso',
  because: 'Questa è la regola che viola:',
  appeal: 'In questa pagina puoi chiedere che qualcun altro lo riesamini:',
  stop: {
    title: 'Niente più e-mail',
    how: 'Ricevi questo messaggio perché questo indirizzo è stato indicato per un commento su {site}. Per non riceverne più:',
    ask: 'Vuoi che non ti scriviamo più dei tuoi commenti su {site}?',
    button: 'Non inviarmi più e-mail',
    done: 'Fatto: non ti scriveremo più dei tuoi commenti e il tuo indirizzo è stato cancellato.',
  },
  over: 'Questo link non è più valido.',
}
