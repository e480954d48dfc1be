import type { StatementWords } from './words.ts'

/** Norwegian, Bokmål */
export const words: StatementWords = {
  clauses: {
    spam: 'Kommentarer skal ikke inneholde reklame eller gjenta lenker og tekster for andres vinning.',
    abuse: 'Kommentarer skal ikke fornærme, nedverdige eller trakassere andre.',
    hate: 'Kommentarer skal ikke angripe folk for hvem de er eller hva de tror på.',
    threat: 'Kommentarer skal ikke true noen eller oppfordre til vold.',
    sexual: 'Kommentarer skal ikke være seksuelt eksplisitte.',
    'personal-data': 'Kommentarer skal ikke røpe private opplysninger, verken egne eller andres.',
    illegal: 'Kommentarer skal ikke være i strid med loven.',
    misinformation: 'Kommentarer skal ikke framstille åpenbart usanne påstander som fakta.',
    'off-topic': 'Kommentarer skal handle om artikkelen eller diskusjonen.',
    duplicate: 'Den samme kommentaren publiseres bare én gang.',
    other: 'Kommentarer skal følge reglene på dette nettstedet.',
  },
  checks: {
    links: 'lenker',
    domains: 'adresser det lenkes til',
    words: 'ordliste',
    repeats: 'gjentakelse',
    flood: 'mange kommentarer på én gang',
    shape: 'tekstens form',
    'personal-data': 'personopplysninger',
    form: 'måten skjemaet ble fylt ut på',
    author: 'tidligere avgjørelser',
    captcha: 'robotkontroll',
    akismet: 'Akismet',
    custom: 'nettstedets egen kontroll',
    judge: 'sammenligning med tidligere avgjørelser',
  },
  between: ', ',
  machine:
    'Automatiske kontroller{checks} fant at kommentaren bryter denne regelen. Ingen person har lest den ennå.',
  reported: 'Lesere rapporterte kommentaren.',
  noticed: 'Vi har fått et varsel om at kommentaren er ulovlig innhold.',
  held: 'Automatiske kontroller{checks} holdt kommentaren tilbake.',
  moderator: 'En moderator har lest kommentaren og kommet til at den bryter denne regelen.',
  redress:
    'Du kan be oss se på den en gang til: En annen person vil lese kommentaren din. Du kan også henvende deg til et utenrettslig tvisteløsningsorgan eller til domstolene.',
}
