import type { MailWords } from '../words.ts'

/** German */
export const words: MailWords = {
  marks: { colon: ':', stop: '. ' },
  confirm: {
    title: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
    ask: 'Jemand, wahrscheinlich Sie selbst, hat darum gebeten, dass wir an diese Adresse schreiben, sobald auf einen Kommentar bei {site} geantwortet oder über ihn entschieden wird.',
    how: 'Wenn Sie das waren, bestätigen Sie es bitte innerhalb von drei Tagen auf dieser Seite:',
    otherwise:
      'Wenn Sie es nicht waren, brauchen Sie nichts zu tun: Ohne Ihre Bestätigung schicken wir nichts mehr und löschen die Adresse.',
    button: 'Meine Adresse bestätigen',
    done: 'Danke. Wir schreiben Ihnen, sobald jemand auf Ihren Kommentar antwortet oder über ihn entschieden wird.',
  },
  published: 'Ihr Kommentar ist veröffentlicht',
  rejected: 'Ihr Kommentar wurde nicht veröffentlicht',
  removed: 'Ihr Kommentar wurde entfernt',
  because: 'Gegen diese Regel verstößt er:',
  appeal: 'Auf dieser Seite können Sie darum bitten, dass ihn jemand anderes noch einmal prüft:',
  notice: {
    title: 'Ihre Meldung eines rechtswidrigen Inhalts',
    given:
      'Jemand, wahrscheinlich Sie selbst, hat uns einen Kommentar bei {site} als rechtswidrig gemeldet und diese Adresse angegeben.',
    open: 'Die Meldung ist bei uns eingegangen. Jemand aus der Moderation wird den Kommentar lesen und entscheiden.',
    upheld: 'Wir haben entschieden: Der Kommentar wird nicht mehr gezeigt.',
    dismissed: 'Wir haben entschieden: Der Kommentar bleibt stehen.',
    gone: 'Den Kommentar gibt es nicht mehr: Die Person, die ihn geschrieben hat, hat ihn zurückgezogen oder löschen lassen.',
    byPerson: 'Das hat ein Mensch ohne automatisierte Mittel entschieden.',
    byMachine: 'Für diese Entscheidung wurden automatisierte Mittel verwendet.',
    redress:
      'Wenn Sie nicht einverstanden sind, können Sie sich an eine außergerichtliche Streitbeilegungsstelle oder an ein Gericht wenden.',
    page: 'Den Stand Ihrer Meldung erfahren Sie auf dieser Seite:',
  },
  stop: {
    title: 'Keine E-Mails mehr',
    how: 'Sie erhalten diese Nachricht, weil diese Adresse für einen Kommentar bei {site} angegeben wurde. Wenn Sie keine mehr möchten:',
    ask: 'Möchten Sie keine E-Mails mehr zu Ihren Kommentaren bei {site} erhalten?',
    button: 'Keine E-Mails mehr senden',
    done: 'Erledigt: Wir schreiben Ihnen nicht mehr zu Ihren Kommentaren, und Ihre Adresse ist gelöscht.',
  },
  allow: {
    title: 'E-Mails wieder erlauben',
    ask: 'Sie wollten keine E-Mails mehr zu Kommentaren bei {site}. Möchten Sie sie wieder erlauben?',
    done: 'Erledigt: Wenn diese Adresse bei einem Kommentar angegeben wird, fragen wir Sie wieder.',
  },
  over: 'Dieser Link gilt nicht mehr.',
}
