import type { StatementWords } from './words.ts'

/** German */
export const words: StatementWords = {
  clauses: {
    spam: 'Kommentare dürfen keine Werbung enthalten und keine Links oder Texte zum Vorteil anderer wiederholen.',
    abuse: 'Kommentare dürfen andere Menschen nicht beleidigen, herabsetzen oder belästigen.',
    hate: 'Kommentare dürfen Menschen nicht dafür angreifen, wer sie sind oder woran sie glauben.',
    threat: 'Kommentare dürfen niemandem drohen und nicht zu Gewalt aufrufen.',
    sexual: 'Kommentare dürfen keine sexuell expliziten Inhalte enthalten.',
    'personal-data': 'Kommentare dürfen keine privaten Daten preisgeben, weder eigene noch die anderer.',
    illegal: 'Kommentare dürfen nicht gegen das Gesetz verstoßen.',
    misinformation: 'Kommentare dürfen offenkundig falsche Behauptungen nicht als Tatsachen ausgeben.',
    'off-topic': 'Kommentare müssen mit dem Artikel oder der Diskussion zu tun haben.',
    duplicate: 'Derselbe Kommentar wird nur einmal veröffentlicht.',
    other: 'Kommentare müssen sich an die Regeln dieser Website halten.',
  },
  checks: {
    links: 'Links',
    domains: 'verlinkte Adressen',
    words: 'Wortliste',
    repeats: 'Wiederholung',
    flood: 'viele Kommentare auf einmal',
    shape: 'Form des Textes',
    'personal-data': 'personenbezogene Daten',
    form: 'Ausfüllen des Formulars',
    author: 'frühere Entscheidungen',
    captcha: 'Prüfung auf Bots',
    akismet: 'Akismet',
    custom: 'eigene Prüfung dieser Website',
    judge: 'Vergleich mit früheren Entscheidungen',
  },
  between: ', ',
  machine:
    'Automatische Prüfungen{checks} haben ergeben, dass der Kommentar gegen diese Regel verstößt. Noch hat ihn kein Mensch gelesen.',
  reported: 'Leserinnen oder Leser haben den Kommentar gemeldet.',
  noticed: 'Wir haben eine Meldung erhalten, dass der Kommentar rechtswidrig ist.',
  held: 'Automatische Prüfungen{checks} haben den Kommentar zurückgehalten.',
  moderator:
    'Jemand aus der Moderation hat den Kommentar gelesen und festgestellt, dass er gegen diese Regel verstößt.',
  redress:
    'Sie können uns um erneute Prüfung bitten: Jemand anderes wird Ihren Kommentar lesen. Sie können sich auch an eine außergerichtliche Streitbeilegungsstelle oder an ein Gericht wenden.',
}
