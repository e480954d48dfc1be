import type { MailWords } from '../words.ts'

/** Portuguese of Portugal */
export const words: MailWords = {
  marks: { colon: ':', stop: '. ' },
  confirm: {
    title: 'Confirme o seu endereço de e-mail',
    ask: 'Foi-nos pedido, provavelmente por si, que escrevamos para este endereço quando alguém responder a um comentário em {site} ou for tomada uma decisão sobre ele.',
    how: 'Se o pedido foi seu, carregue no botão desta página no prazo de três dias:',
    otherwise:
      'Se não foi, não precisa de fazer nada: sem a sua confirmação, não enviaremos mais nada e apagaremos o endereço.',
    button: 'Confirmar o meu endereço',
    done: 'Obrigado. Iremos escrever-lhe quando alguém responder ao seu comentário ou for tomada uma decisão sobre ele.',
  },
  published: 'O seu comentário foi publicado',
  rejected: 'O seu comentário não foi publicado',
  removed: 'O seu comentário foi removido',
  because: 'Esta é a regra que o comentário viola:',
  appeal: 'Nesta página pode pedir que outra pessoa o analise de novo:',
  notice: {
    title: 'A sua notificação de conteúdo ilegal',
    given:
      'Foi-nos enviada, provavelmente por si, uma notificação de conteúdo ilegal sobre um comentário em {site}, com indicação deste endereço.',
    open: 'Recebemos a notificação. A equipa de moderação vai ler o comentário e decidir.',
    upheld: 'Decidimos que o comentário deixa de ser mostrado.',
    dismissed: 'Decidimos que o comentário se mantém.',
    gone: 'O comentário já não existe: quem o escreveu retirou-o ou pediu que fosse apagado.',
    byPerson: 'Foi uma pessoa que decidiu, sem meios automatizados.',
    byMachine: 'Foram usados meios automatizados nesta decisão.',
    redress:
      'Se não concordar, pode recorrer a um organismo de resolução extrajudicial de litígios ou aos tribunais.',
    page: 'Nesta página pode ver o estado da notificação:',
  },
  stop: {
    title: 'Não receber mais e-mails',
    how: 'Recebe esta mensagem porque este endereço foi indicado para um comentário em {site}. Para não receber mais:',
    ask: 'Quer que deixemos de lhe escrever sobre os seus comentários em {site}?',
    button: 'Não me enviar mais e-mails',
    done: 'Feito: não lhe escreveremos mais sobre os seus comentários e o seu endereço foi apagado.',
  },
  allow: {
    title: 'Voltar a permitir e-mails',
    ask: 'Não queria receber mais e-mails sobre comentários em {site}. Quer voltar a permiti-los?',
    done: 'Feito: quando este endereço for indicado para um comentário, voltaremos a perguntar-lhe.',
  },
  over: 'Esta ligação já não funciona.',
}
