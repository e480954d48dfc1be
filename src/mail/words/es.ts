import type { MailWords } from '../words.ts'

/** Spanish */
export const words: MailWords = {
  confirm: {
    title: 'Confirma tu dirección de correo electrónico',
    ask: 'Alguien, seguramente tú, ha pedido que escribamos a esta dirección cuando alguien responda a un comentario en {site} o se tome una decisión sobre él.',
    how: 'Si has sido tú, pulsa el botón de esta página en un plazo de tres días:',
    otherwise:
      'Si no has sido tú, no tienes que hacer nada: sin el botón no enviaremos nada más y borraremos la dirección.',
    button: 'Confirmar mi dirección',
    done: 'Gracias. Te escribiremos cuando alguien responda a tu comentario o se tome una decisión sobre él.',
  },
  published: 'Tu comentario se ha publicado',
  rejected: 'Tu comentario no se ha publicado',
  removed: 'Tu comentario se ha retirado',
  because: 'Esta es la norma que incumple:',
  appeal: 'En esta página puedes pedir que otra persona lo revise:',
  stop: {
    title: 'No recibir más correos',
    how: 'Recibes este mensaje porque se indicó esta dirección para un comentario en {site}. Para no recibir más:',
    ask: '¿Quieres que dejemos de escribirte sobre tus comentarios en {site}?',
    button: 'No enviarme más correos',
    done: 'Hecho: no te escribiremos más sobre tus comentarios y hemos borrado tu dirección.',
  },
  over: 'Este enlace ya no funciona.',
}
