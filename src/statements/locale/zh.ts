import type { StatementWords } from './words.ts'

/** Chinese, simplified */
export const words: StatementWords = {
  clauses: {
    spam: '评论不得做广告，也不得为他人牟利而重复发布链接或文字。',
    abuse: '评论不得侮辱、贬低或骚扰他人。',
    hate: '评论不得因他人的身份或信仰而攻击他人。',
    threat: '评论不得威胁任何人，也不得鼓动暴力。',
    sexual: '评论不得含有露骨的性内容。',
    'personal-data': '评论不得泄露自己或他人的私人信息。',
    illegal: '评论不得违反法律。',
    misinformation: '评论不得将明显虚假的说法当作事实传播。',
    'off-topic': '评论应与文章或讨论有关。',
    duplicate: '同一条评论只发布一次。',
    other: '评论应遵守本网站的规则。',
  },
  checks: {
    links: '链接',
    domains: '链接指向的网址',
    words: '词语列表',
    repeats: '重复',
    flood: '短时间内大量评论',
    shape: '文字的形式',
    'personal-data': '个人信息',
    form: '表单的填写方式',
    author: '以往的决定',
    captcha: '机器人检测',
    akismet: 'Akismet',
    custom: '本网站自己的检查',
    judge: '与以往决定的比较',
  },
  between: '、',
  joint: '',
  around: ['（', '）'],
  machine: '自动检查{checks}认定该评论违反了这条规则。目前还没有人阅读过该评论。',
  reported: '有读者举报了该评论。',
  noticed: '我们收到举报，称该评论属于违法内容。',
  held: '自动检查{checks}暂时搁置了该评论。',
  moderator: '一位审核人员阅读了该评论，认为它违反了这条规则。',
  redress:
    '您可以请我们重新审核：将由另一位工作人员查看您的评论。您也可以向庭外争议解决机构申诉，或向法院起诉。',
}
