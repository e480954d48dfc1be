import type { StatementWords } from './words.ts'

/** Portuguese of Portugal */
export const words: StatementWords = {
  clauses: {
    spam: 'Os comentários não devem fazer publicidade nem repetir ligações ou textos em proveito de outros.',
    abuse: 'Os comentários não devem insultar, rebaixar nem assediar outras pessoas.',
    hate: 'Os comentários não devem atacar pessoas pelo que são ou por aquilo em que acreditam.',
    threat: 'Os comentários não devem ameaçar ninguém nem apelar à violência.',
    sexual: 'Os comentários não devem ter conteúdo sexualmente explícito.',
    'personal-data': 'Os comentários não devem revelar dados privados, próprios ou de outras pessoas.',
    illegal: 'Os comentários não devem violar a lei.',
    misinformation: 'Os comentários não devem apresentar como factos afirmações claramente falsas.',
    'off-topic': 'Os comentários devem ter relação com o artigo ou com a discussão.',
    duplicate: 'O mesmo comentário é publicado apenas uma vez.',
    other: 'Os comentários devem respeitar as regras deste site.',
  },
  checks: {
    links: 'ligações',
    domains: 'endereços das ligações',
    words: 'lista de palavras',
    repeats: 'repetição',
    flood: 'muitos comentários ao mesmo tempo',
    shape: 'forma do texto',
    'personal-data': 'dados pessoais',
    form: 'modo de preencher o formulário',
    author: 'decisões anteriores',
    captcha: 'deteção de robôs',
    akismet: 'Akismet',
    custom: 'verificação própria deste site',
    judge: 'comparação com decisões anteriores',
  },
  between: ', ',
  machine:
    'Verificações automáticas{checks} concluíram que o comentário viola esta regra. Ainda nenhuma pessoa o leu.',
  reported: 'O comentário foi denunciado por leitores.',
  noticed: 'Recebemos uma notificação de que o comentário é conteúdo ilegal.',
  held: 'Verificações automáticas{checks} retiveram o comentário.',
  moderator: 'Uma pessoa da equipa de moderação leu o comentário e concluiu que viola esta regra.',
  redress:
    'Pode pedir-nos uma nova análise: outra pessoa lerá o seu comentário. Pode também recorrer a um organismo de resolução extrajudicial de litígios ou aos tribunais.',
}
