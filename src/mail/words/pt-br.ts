import type { MailWords } from '../words.ts'

/** Portuguese of Brazil */
export const words: MailWords = {
  marks: { colon: ':', stop: '. ' },
  confirm: {
    title: 'Confirme seu endereço de e-mail',
    ask: 'Alguém, provavelmente você, pediu que escrevêssemos para este endereço quando alguém responder a um comentário em {site} ou houver uma decisão sobre ele.',
    how: 'Se foi você, clique no botão desta página em até três dias:',
    otherwise:
      'Se não foi você, não precisa fazer nada: sem sua confirmação, não enviaremos mais nada e excluiremos o endereço.',
    button: 'Confirmar meu endereço',
    done: 'Obrigado. Escreveremos quando alguém responder ao seu comentário ou houver uma decisão sobre ele.',
  },
  published: 'Seu comentário foi publicado',
  rejected: 'Seu comentário não foi publicado',
  removed: 'Seu comentário foi removido',
  because: 'Esta é a regra que ele viola:',
  appeal: 'Nesta página você pode pedir que outra pessoa o analise de novo:',
  notice: {
    title: 'Sua notificação de conteúdo ilegal',
    given:
      'Alguém, provavelmente você, nos notificou de um comentário em {site} como conteúdo ilegal e informou este endereço.',
    open: 'Recebemos a notificação. A equipe de moderação vai ler o comentário e decidir.',
    upheld: 'Decidimos que o comentário não será mais exibido.',
    dismissed: 'Decidimos que o comentário permanece.',
    gone: 'O comentário não existe mais: quem o escreveu o retirou ou pediu que fosse apagado.',
    byPerson: 'Uma pessoa decidiu isso, sem meios automatizados.',
    byMachine: 'Foram usados meios automatizados nesta decisão.',
    redress:
      'Se você não concordar, pode recorrer a um órgão de resolução extrajudicial de conflitos ou à Justiça.',
    page: 'Nesta página você vê o andamento da notificação:',
  },
  stop: {
    title: 'Não receber mais e-mails',
    how: 'Você recebe esta mensagem porque este endereço foi informado para um comentário em {site}. Para não receber mais:',
    ask: 'Quer que deixemos de escrever para você sobre seus comentários em {site}?',
    button: 'Não me enviar mais e-mails',
    done: 'Pronto: não escreveremos mais sobre seus comentários, e seu endereço foi excluído.',
  },
  allow: {
    title: 'Voltar a permitir e-mails',
    ask: 'Você não queria mais receber e-mails sobre comentários em {site}. Quer voltar a permiti-los?',
    done: 'Pronto: quando este endereço for informado para um comentário, vamos perguntar de novo a você.',
  },
  over: 'Este link não funciona mais.',
}
