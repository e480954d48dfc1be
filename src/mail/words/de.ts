import type { MailWords } from '../words.ts'

/** German */
export const words: MailWords = {
  confirm: {
    title: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
    ask: 'Jemand, wahrscheinlich Sie selbst, hat darum gebeten, dass wir an diese Adresse schreiben, sobald auf einen Kommentar bei {site} geantwortet oder über ihn entschieden wird.',
    how: 'Wenn Sie das waren, drücken Sie innerhalb von drei Tagen den Knopf auf dieser Seite:',
    otherwise:
      'Wenn Sie es nicht waren, brauchen Sie nichts zu tun: Ohne den Knopf schicken wir nichts mehr und löschen die Adresse.',
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
    byPerson: 'Das hat ein Mensch ohne automatische Mittel entschieden.',
    byMachine: 'Für diese Entscheidung wurden automatische Mittel verwendet.',
    redress:
      'Wenn Sie nicht einverstanden sind, können Sie sich an eine außergerichtliche Streitbeilegungsstelle oder an ein Gericht wenden.',
    page: 'Wie es darum steht, erfahren Sie auf dieser Seite:',
  },
  stop: {
    title: 'Keine E-Mails mehr',
    how: 'Sie erhalten diese Nachricht, weil diese Adresse für einen Kommentar bei {site} angegeben wurde. Wenn Sie keine mehr möchten:',
    ask: 'Sollen wir Ihnen nicht mehr zu Ihren Kommentaren bei {site} schreiben?',
    button: 'Keine E-Mails mehr senden',
    done: 'Erledigt: Wir schreiben Ihnen nicht mehr zu Ihren Kommentaren, und Ihre Adresse ist gelöscht.',
  },
  over: 'Dieser Link gilt nicht mehr.',
}
