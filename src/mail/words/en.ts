import type { MailWords } from '../words.ts'

/** English */
export const words: MailWords = {
  marks: { colon: ':', stop: '. ' },
  confirm: {
    title: 'Please confirm your email address',
    ask: 'Somebody, most likely you, asked that we write to this address when somebody replies to a comment on {site} or a decision is made about it.',
    how: 'If that was you, please confirm it on this page within three days:',
    otherwise:
      'If it was not you, you need not do anything: without your confirmation we send nothing more, and delete the address.',
    button: 'Confirm my address',
    done: 'Thank you. We will write to you when somebody replies to your comment or a decision is made about it.',
  },
  published: 'Your comment is published',
  rejected: 'Your comment was not published',
  removed: 'Your comment was removed',
  because: 'This is the rule it breaks:',
  appeal: 'On this page you can ask somebody else to look at it again:',
  notice: {
    title: 'Your notice of illegal content',
    given:
      'Somebody, most likely you, sent us a notice of illegal content about a comment on {site} and gave this address.',
    open: 'We have received the notice. A moderator will read the comment and decide.',
    upheld: 'We have decided: the comment is no longer shown.',
    dismissed: 'We have decided: the comment stays.',
    gone: 'The comment is no longer there: its author withdrew it or had it erased.',
    byPerson: 'A person decided this, without automated means.',
    byMachine: 'Automated means were used to decide this.',
    redress: 'If you do not agree, you can turn to an out-of-court dispute settlement body or to a court.',
    page: 'You can follow its progress on this page:',
  },
  stop: {
    title: 'No more emails',
    how: 'You are getting this message because this address was given for a comment on {site}. To get no more:',
    ask: 'Would you like to get no more emails about your comments on {site}?',
    button: 'Send me no more emails',
    done: 'Done: you will get no more emails about your comments, and your address is deleted.',
  },
  allow: {
    title: 'Allow emails again',
    ask: 'You wanted no more emails about comments on {site}. Would you like to allow them again?',
    done: 'Done: when this address is given with a comment, we will ask you again.',
  },
  over: 'This link no longer works.',
}
