import type { StatementWords } from './words.ts'

/** Portuguese of Brazil */
export const words: StatementWords = {
  clauses: {
    spam: 'Os comentários não devem fazer publicidade nem repetir links ou textos em proveito de terceiros.',
    abuse: 'Os comentários não devem insultar, humilhar nem assediar outras pessoas.',
    hate: 'Os comentários não devem atacar pessoas pelo que são ou por aquilo em que acreditam.',
    threat: 'Os comentários não devem ameaçar ninguém nem incitar à violência.',
    sexual: 'Os comentários não devem ter conteúdo sexualmente explícito.',
    'personal-data': 'Os comentários não devem revelar dados privados, próprios ou de outras pessoas.',
    illegal: 'Os comentários não devem violar a lei.',
    misinformation: 'Os comentários não devem apresentar como fatos afirmações claramente falsas.',
    'off-topic': 'Os comentários devem ter relação com a matéria ou com a discussão.',
    duplicate: 'O mesmo comentário é publicado apenas uma vez.',
    other: 'Os comentários devem respeitar as regras deste site.',
  },
  checks: {
    links: 'links',
    domains: 'endereços dos links',
    words: 'lista de palavras',
    repeats: 'repetição',
    flood: 'muitos comentários em pouco tempo',
    shape: 'forma do texto',
    'personal-data': 'dados pessoais',
    form: 'modo de preencher o formulário',
    author: 'decisões anteriores',
    captcha: 'detecção de robôs',
    akismet: 'Akismet',
    custom: 'verificação própria deste site',
    judge: 'comparação com decisões anteriores',
  },
  between: ', ',
  machine:
    'Verificações automáticas{checks} concluíram que o comentário viola esta regra. Nenhuma pessoa o leu ainda.',
  reported: 'O comentário foi denunciado por leitores.',
  noticed: 'Recebemos uma notificação de que o comentário é conteúdo ilegal.',
  held: 'Verificações automáticas{checks} retiveram o comentário.',
  moderator: 'Uma pessoa da equipe de moderação leu o comentário e concluiu que ele viola esta regra.',
  redress:
    'Você pode nos pedir uma nova análise: outra pessoa vai ler seu comentário. Você também pode recorrer a um órgão de resolução extrajudicial de conflitos ou à Justiça.',
}
