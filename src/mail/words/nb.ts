import type { MailWords } from '../words.ts'

/** Norwegian Bokmål */
export const words: MailWords = {
  marks: { colon: ':', stop: '. ' },
  confirm: {
    title: 'Bekreft e-postadressen din',
    ask: 'Noen, trolig du selv, har bedt om at vi skriver til denne adressen når noen svarer på en kommentar hos {site} eller det blir avgjort hva som skjer med den.',
    how: 'Var det deg, trykker du på knappen på denne siden innen tre dager:',
    otherwise:
      'Var det ikke deg, trenger du ikke gjøre noe: Uten din bekreftelse sender vi ikke mer, og adressen blir slettet.',
    button: 'Bekreft adressen min',
    done: 'Takk. Vi skriver til deg når noen svarer på kommentaren din eller det blir avgjort hva som skjer med den.',
  },
  published: 'Kommentaren din er publisert',
  rejected: 'Kommentaren din ble ikke publisert',
  removed: 'Kommentaren din ble fjernet',
  because: 'Den bryter denne regelen:',
  appeal: 'På denne siden kan du be om at noen andre ser på den på nytt:',
  notice: {
    title: 'Varselet ditt om ulovlig innhold',
    given:
      'Noen, trolig du selv, har varslet oss om at en kommentar hos {site} er ulovlig innhold, og oppgitt denne adressen.',
    open: 'Vi har mottatt varselet. En moderator vil lese kommentaren og ta en avgjørelse.',
    upheld: 'Vi har avgjort saken: Kommentaren vises ikke lenger.',
    dismissed: 'Vi har avgjort saken: Kommentaren blir stående.',
    gone: 'Kommentaren finnes ikke lenger: Den som skrev den, trakk den tilbake eller fikk den slettet.',
    byPerson: 'En person avgjorde dette, uten automatiserte midler.',
    byMachine: 'Det ble brukt automatiserte midler i denne avgjørelsen.',
    redress: 'Er du uenig, kan du henvende deg til et utenrettslig tvisteløsningsorgan eller til domstolene.',
    page: 'På denne siden ser du status for varselet:',
  },
  stop: {
    title: 'Ikke flere e-poster',
    how: 'Du får denne meldingen fordi denne adressen ble oppgitt for en kommentar hos {site}. Vil du ikke ha flere:',
    ask: 'Skal vi slutte å skrive til deg om kommentarene dine hos {site}?',
    button: 'Ikke send meg flere e-poster',
    done: 'Ferdig: Vi skriver ikke mer til deg om kommentarene dine, og adressen din er slettet.',
  },
  allow: {
    title: 'Tillat e-poster igjen',
    ask: 'Du ville ikke ha flere e-poster om kommentarer hos {site}. Vil du tillate dem igjen?',
    done: 'Ferdig: Når denne adressen oppgis for en kommentar, spør vi deg igjen.',
  },
  over: 'Denne lenken virker ikke lenger.',
}
