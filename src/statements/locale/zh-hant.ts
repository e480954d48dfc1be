import type { StatementWords } from './words.ts'

/** Chinese, traditional, as newsrooms in Taiwan write it */
export const words: StatementWords = {
  clauses: {
    spam: '留言不得刊登廣告，也不得為他人牟利而重複張貼連結或文字。',
    abuse: '留言不得侮辱、貶低或騷擾他人。',
    hate: '留言不得因他人的身分或信仰而攻擊他人。',
    threat: '留言不得威脅任何人，也不得煽動暴力。',
    sexual: '留言不得含有露骨的性內容。',
    'personal-data': '留言不得洩露自己或他人的私人資料。',
    illegal: '留言不得違反法律。',
    misinformation: '留言不得將明顯不實的說法當作事實散布。',
    'off-topic': '留言應與文章或討論有關。',
    duplicate: '同一則留言只發表一次。',
    other: '留言應遵守本網站的規則。',
  },
  checks: {
    links: '連結',
    domains: '連結指向的網址',
    words: '字詞清單',
    repeats: '重複',
    flood: '短時間內大量留言',
    shape: '文字的形式',
    'personal-data': '個人資料',
    form: '表單的填寫方式',
    author: '以往的決定',
    captcha: '機器人偵測',
    akismet: 'Akismet',
    custom: '本網站自己的檢查',
    judge: '與以往決定的比較',
  },
  between: '、',
  joint: '',
  around: ['（', '）'],
  machine: '自動檢查{checks}認定該留言違反了這條規則。目前還沒有人讀過該留言。',
  reported: '有讀者檢舉了該留言。',
  noticed: '我們收到檢舉，指該留言屬於違法內容。',
  held: '自動檢查{checks}暫時攔下了該留言。',
  moderator: '一位審核人員讀了該留言，認為它違反了這條規則。',
  redress:
    '您可以請我們重新審核：將由另一位同仁查看您的留言。您也可以向訴訟外爭議解決機構申訴，或向法院提起訴訟。',
}
