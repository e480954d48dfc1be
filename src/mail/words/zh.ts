import type { MailWords } from '../words.ts'

/** Chinese, simplified */
export const words: MailWords = {
  confirm: {
    title: '请确认您的电子邮箱',
    ask: '有人（很可能是您本人）希望：当“{site}”上的一条评论收到回复或有了处理结果时，我们发邮件到这个邮箱。',
    how: '如果是您本人，请在三天内打开此页面并点击按钮：',
    otherwise: '如果不是您，则无需任何操作：不点击按钮，我们就不会再发邮件，并会删除该邮箱地址。',
    button: '确认我的邮箱',
    done: '谢谢。有人回复您的评论或评论有了处理结果时，我们会给您发邮件。',
  },
  published: '您的评论已发表',
  rejected: '您的评论未能发表',
  removed: '您的评论已被移除',
  because: '它违反了这条规则：',
  appeal: '您可以在此页面申请由另一位工作人员重新查看：',
  stop: {
    title: '不再接收邮件',
    how: '您收到此邮件，是因为有人为“{site}”上的一条评论填写了这个邮箱。如不想再收到：',
    ask: '不再就您在“{site}”上的评论给您发邮件吗？',
    button: '不再给我发邮件',
    done: '好了：我们不会再就您的评论给您发邮件，您的邮箱地址已删除。',
  },
  over: '此链接已失效。',
}
