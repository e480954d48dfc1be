import type { MailWords } from '../words.ts'

/** Chinese, traditional */
export const words: MailWords = {
  confirm: {
    title: '請確認您的電子郵件地址',
    ask: '有人（很可能是您本人）希望：當「{site}」上的一則留言收到回覆或有了處理結果時，我們寄信到這個地址。',
    how: '如果是您本人，請在三天內開啟此頁面並按下按鈕：',
    otherwise: '如果不是您，則不必做任何事：不按下按鈕，我們就不會再寄信，並會刪除這個地址。',
    button: '確認我的地址',
    done: '謝謝。有人回覆您的留言或留言有了處理結果時，我們會寄信給您。',
  },
  published: '您的留言已發表',
  rejected: '您的留言未能發表',
  removed: '您的留言已被移除',
  because: '它違反了這條規則：',
  appeal: '您可以在此頁面申請由另一位同仁重新查看：',
  stop: {
    title: '不再接收郵件',
    how: '您收到這封信，是因為有人為「{site}」上的一則留言填寫了這個地址。若不想再收到：',
    ask: '不再就您在「{site}」上的留言寄信給您嗎？',
    button: '不再寄信給我',
    done: '好了：我們不會再就您的留言寄信給您，您的地址已刪除。',
  },
  over: '此連結已失效。',
}
