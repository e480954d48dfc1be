import type { StatementWords } from './words.ts'

/** Spanish */
export const words: StatementWords = {
  clauses: {
    spam: 'Los comentarios no deben hacer publicidad ni repetir enlaces o textos en beneficio de otros.',
    abuse: 'Los comentarios no deben insultar, humillar ni acosar a otras personas.',
    hate: 'Los comentarios no deben atacar a las personas por lo que son o por lo que creen.',
    threat: 'Los comentarios no deben amenazar a nadie ni incitar a la violencia.',
    sexual: 'Los comentarios no deben tener contenido sexual explícito.',
    'personal-data': 'Los comentarios no deben revelar datos privados, propios o ajenos.',
    illegal: 'Los comentarios no deben infringir la ley.',
    misinformation: 'Los comentarios no deben presentar como hechos afirmaciones claramente falsas.',
    'off-topic': 'Los comentarios deben tener relación con el artículo o con el debate.',
    duplicate: 'El mismo comentario se publica una sola vez.',
    other: 'Los comentarios deben respetar las normas de este sitio.',
  },
  checks: {
    links: 'enlaces',
    domains: 'direcciones enlazadas',
    words: 'lista de palabras',
    repeats: 'repetición',
    flood: 'muchos comentarios a la vez',
    shape: 'forma del texto',
    'personal-data': 'datos personales',
    form: 'manera de rellenar el formulario',
    author: 'decisiones anteriores',
    captcha: 'detección de robots',
    akismet: 'Akismet',
    custom: 'control propio de este sitio',
    judge: 'comparación con decisiones anteriores',
  },
  between: ', ',
  machine:
    'Los controles automáticos{checks} han determinado que el comentario incumple esta norma. Ninguna persona lo ha leído todavía.',
  reported: 'El comentario recibió denuncias de lectores.',
  noticed: 'Recibimos una notificación según la cual el comentario es contenido ilícito.',
  held: 'Los controles automáticos{checks} retuvieron el comentario.',
  moderator:
    'Una persona del equipo de moderación ha leído el comentario y considera que incumple esta norma.',
  redress:
    'Puedes pedirnos que lo revisemos: otra persona leerá tu comentario. También puedes acudir a un órgano de resolución extrajudicial de litigios o a los tribunales.',
}
