import type { MailWords } from '../words.ts'

/** Spanish */
export const words: MailWords = {
  marks: { colon: ':', stop: '. ' },
  confirm: {
    title: 'Confirma tu dirección de correo electrónico',
    ask: 'Alguien, seguramente tú, ha pedido que escribamos a esta dirección cuando alguien responda a un comentario en {site} o se tome una decisión sobre él.',
    how: 'Si has sido tú, pulsa el botón de esta página en un plazo de tres días:',
    otherwise:
      'Si no has sido tú, no tienes que hacer nada: sin tu confirmación no enviaremos nada más y borraremos la dirección.',
    button: 'Confirmar mi dirección',
    done: 'Gracias. Te escribiremos cuando alguien responda a tu comentario o se tome una decisión sobre él.',
  },
  published: 'Tu comentario se ha publicado',
  rejected: 'Tu comentario no se ha publicado',
  removed: 'Tu comentario ha sido retirado',
  because: 'Esta es la norma que incumple:',
  appeal: 'En esta página puedes pedir que otra persona lo revise:',
  notice: {
    title: 'Tu notificación de contenido ilícito',
    given:
      'Alguien, seguramente tú, nos ha enviado una notificación de contenido ilícito sobre un comentario en {site} y ha indicado esta dirección.',
    open: 'Hemos recibido la notificación. El equipo de moderación leerá el comentario y decidirá.',
    upheld: 'Hemos decidido que el comentario deje de mostrarse.',
    dismissed: 'Hemos decidido que el comentario siga publicado.',
    gone: 'El comentario ya no existe: quien lo escribió lo retiró o pidió borrarlo.',
    byPerson: 'Lo ha decidido una persona, sin medios automatizados.',
    byMachine: 'En esta decisión se han usado medios automatizados.',
    redress:
      'Si no estás de acuerdo, puedes acudir a un órgano de resolución extrajudicial de litigios o a los tribunales.',
    page: 'En esta página puedes ver el estado de tu notificación:',
  },
  stop: {
    title: 'No recibir más correos',
    how: 'Recibes este mensaje porque se indicó esta dirección para un comentario en {site}. Para no recibir más:',
    ask: '¿Quieres que dejemos de escribirte sobre tus comentarios en {site}?',
    button: 'No enviarme más correos',
    done: 'Hecho: no te escribiremos más sobre tus comentarios y hemos borrado tu dirección.',
  },
  allow: {
    title: 'Permitir de nuevo los correos',
    ask: 'No querías recibir más correos sobre comentarios en {site}. ¿Quieres permitirlos de nuevo?',
    done: 'Hecho: cuando se indique esta dirección para un comentario, volveremos a preguntarte.',
  },
  over: 'Este enlace ya no funciona.',
}
