import type { StatementWords } from './words.ts'

/** Italian */
export const words: StatementWords = {
  clauses: {
    spam: 'I commenti non devono fare pubblicità né ripetere link o testi a vantaggio di altri.',
    abuse: 'I commenti non devono insultare, umiliare o molestare altre persone.',
    hate: 'I commenti non devono attaccare le persone per ciò che sono o per ciò in cui credono.',
    threat: 'I commenti non devono minacciare nessuno né incitare alla violenza.',
    sexual: 'I commenti non devono avere contenuti sessualmente espliciti.',
    'personal-data': 'I commenti non devono rivelare dati privati, propri o altrui.',
    illegal: 'I commenti non devono violare la legge.',
    misinformation: 'I commenti non devono presentare come fatti affermazioni palesemente false.',
    'off-topic': 'I commenti devono avere attinenza con l’articolo o con la discussione.',
    duplicate: 'Lo stesso commento viene pubblicato una sola volta.',
    other: 'I commenti devono rispettare le regole di questo sito.',
  },
  checks: {
    links: 'link',
    domains: 'indirizzi dei link',
    words: 'elenco di parole',
    repeats: 'ripetizione',
    flood: 'molti commenti insieme',
    shape: 'forma del testo',
    'personal-data': 'dati personali',
    form: 'modo di compilare il modulo',
    author: 'decisioni precedenti',
    captcha: 'rilevamento di bot',
    akismet: 'Akismet',
    custom: 'controllo proprio di questo sito',
    judge: 'confronto con decisioni precedenti',
  },
  between: ', ',
  machine:
    'I controlli automatici{checks} hanno rilevato che il commento viola questa regola. Nessuna persona lo ha ancora letto.',
  reported: 'Alcuni lettori hanno segnalato il commento.',
  noticed: 'Abbiamo ricevuto una segnalazione formale secondo cui il commento è un contenuto illegale.',
  held: 'I controlli automatici{checks} hanno trattenuto il commento.',
  moderator:
    'Una persona del team di moderazione ha letto il commento e ha ritenuto che violi questa regola.',
  redress:
    'Puoi chiederci di riesaminarlo: un’altra persona leggerà il tuo commento. Puoi anche rivolgerti a un organismo di risoluzione extragiudiziale delle controversie o a un tribunale.',
}
