import type { StatementWords } from './words.ts'

/** French */
export const words: StatementWords = {
  clauses: {
    spam: 'Les commentaires ne doivent pas faire de publicité, ni répéter des liens ou des textes au profit d’autrui.',
    abuse: 'Les commentaires ne doivent ni insulter, ni rabaisser, ni harceler d’autres personnes.',
    hate: 'Les commentaires ne doivent pas attaquer des personnes pour ce qu’elles sont ou ce qu’elles croient.',
    threat: 'Les commentaires ne doivent menacer personne ni appeler à la violence.',
    sexual: 'Les commentaires ne doivent pas contenir de propos sexuellement explicites.',
    'personal-data':
      'Les commentaires ne doivent pas divulguer de données privées, qu’il s’agisse des vôtres ou de celles d’autrui.',
    illegal: 'Les commentaires ne doivent pas être contraires à la loi.',
    misinformation:
      'Les commentaires ne doivent pas présenter comme des faits des affirmations manifestement fausses.',
    'off-topic': 'Les commentaires doivent avoir un rapport avec l’article ou la discussion.',
    duplicate: 'Un même commentaire n’est publié qu’une fois.',
    other: 'Les commentaires doivent respecter les règles de ce site.',
  },
  checks: {
    links: 'liens',
    domains: 'adresses des liens',
    words: 'liste de mots',
    repeats: 'répétition',
    flood: 'nombreux commentaires à la fois',
    shape: 'forme du texte',
    'personal-data': 'données personnelles',
    form: 'manière de remplir le formulaire',
    author: 'décisions antérieures',
    captcha: 'détection des robots',
    akismet: 'Akismet',
    custom: 'contrôle propre à ce site',
    judge: 'comparaison avec des décisions antérieures',
  },
  between: ', ',
  machine:
    'Des contrôles automatiques{checks} ont établi que le commentaire enfreint cette règle. Personne ne l’a encore lu.',
  reported: 'Le commentaire a été signalé par d’autres personnes.',
  noticed: 'Nous avons reçu une notification selon laquelle le commentaire est un contenu illicite.',
  held: 'Des contrôles automatiques{checks} ont retenu le commentaire.',
  moderator:
    'Une personne de l’équipe de modération a lu le commentaire et constaté qu’il enfreint cette règle.',
  redress:
    'Vous pouvez nous demander un nouvel examen\u00a0: une autre personne lira votre commentaire. Vous pouvez aussi saisir un organe de règlement extrajudiciaire des litiges ou un tribunal.',
}
