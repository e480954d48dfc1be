import type { MailWords } from '../words.ts'

/** French */
export const words: MailWords = {
  marks: { colon: '\u00a0:', stop: '. ' },
  confirm: {
    title: 'Veuillez confirmer votre adresse e-mail',
    ask: 'Quelqu’un, sans doute vous, a demandé que nous écrivions à cette adresse quand un commentaire sur {site} reçoit une réponse ou fait l’objet d’une décision.',
    how: 'Si c’était vous, appuyez sur le bouton de cette page dans les trois jours\u00a0:',
    otherwise:
      'Si ce n’était pas vous, vous n’avez rien à faire\u00a0: sans votre confirmation, nous n’enverrons plus rien et supprimerons l’adresse.',
    button: 'Confirmer mon adresse',
    done: 'Merci. Nous vous écrirons quand quelqu’un répondra à votre commentaire ou qu’une décision sera prise.',
  },
  published: 'Votre commentaire est publié',
  rejected: 'Votre commentaire n’a pas été publié',
  removed: 'Votre commentaire a été retiré',
  because: 'Voici la règle qu’il enfreint\u00a0:',
  appeal: 'Sur cette page, vous pouvez demander que quelqu’un d’autre l’examine à nouveau\u00a0:',
  notice: {
    title: 'Votre notification d’un contenu illicite',
    given:
      'Quelqu’un, sans doute vous, nous a notifié un commentaire sur {site} comme contenu illicite et a indiqué cette adresse.',
    open: 'Nous avons reçu la notification. L’équipe de modération lira le commentaire et décidera.',
    upheld: 'Nous avons pris une décision\u00a0: le commentaire n’est plus affiché.',
    dismissed: 'Nous avons pris une décision\u00a0: le commentaire reste en place.',
    gone: 'Le commentaire n’existe plus\u00a0: la personne qui l’a écrit l’a retiré ou fait effacer.',
    byPerson: 'Cette décision a été prise par une personne, sans moyens automatisés.',
    byMachine: 'Des moyens automatisés ont été utilisés pour cette décision.',
    redress:
      'Si vous n’êtes pas d’accord, vous pouvez saisir un organe de règlement extrajudiciaire des litiges ou un tribunal.',
    page: 'Cette page indique où en est votre notification\u00a0:',
  },
  stop: {
    title: 'Ne plus recevoir d’e-mails',
    how: 'Vous recevez ce message parce que cette adresse a été indiquée pour un commentaire sur {site}. Pour ne plus en recevoir\u00a0:',
    ask: 'Souhaitez-vous ne plus recevoir d’e-mails au sujet de vos commentaires sur {site}\u202f?',
    button: 'Ne plus m’envoyer d’e-mails',
    done: 'C’est fait\u00a0: nous ne vous écrirons plus au sujet de vos commentaires, et votre adresse est supprimée.',
  },
  allow: {
    title: 'Autoriser de nouveau les e-mails',
    ask: 'Vous ne vouliez plus recevoir d’e-mails au sujet de commentaires sur {site}. Souhaitez-vous les autoriser de nouveau\u202f?',
    done: 'C’est fait\u00a0: quand cette adresse sera indiquée pour un commentaire, nous vous demanderons de nouveau votre accord.',
  },
  over: 'Ce lien n’est plus valable.',
}
