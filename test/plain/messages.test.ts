import { expect, it } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { errorMessage } from '../../src/plain/messages.ts'
import { reportForm } from '../../src/plain/report-form.ts'
import { loadSpeak } from '../../src/plain/speak.ts'

it.each([
  [
    'a comment that was decided meanwhile',
    new AppError('conflict', 'A moderator has decided.', { meaning: 'changed' }),
    /^Dieser Komm/,
  ],
  ['a check that cannot be made', new AppError('unavailable', 'A needed check.'), /^Bei uns ist/],
  [
    'a page that may not post',
    new AppError('origin-refused', 'Only pages of ours.'),
    /^Only pages of ours\.$/,
  ],
])('a reader of German is told of %s in German where there are words for it', async (_, error, said) => {
  expect(errorMessage(await loadSpeak('de'), error)).toMatch(said)
})

it.each([
  ['en', 'Not published. Only you can see it. Insult or abuse, Threat'],
  ['ar', 'لم يُنشر. لا يظهر لأحد سواك. إهانة أو مضايقة، تهديد'],
  ['zh', '未发表，仅您自己可见。侮辱或骚扰、威胁'],
  ['zh-Hant', '未發表，僅您自己看得到。侮辱或騷擾、威脅'],
])('the reasons of a rejection are listed as %s lists them', async (locale, said) => {
  const error = new AppError('comment-rejected', 'Rejected.', { members: { reasons: ['abuse', 'threat'] } })
  expect(errorMessage(await loadSpeak(locale), error)).toBe(said)
})

it.each([
  ['pl', 'Imię i nazwisko'],
  ['zh', '姓名'],
])('a notice in %s asks who one is, not what one signs comments with', async (locale, label) => {
  const form = String(await reportForm(await loadSpeak(locale), { values: {} }, null))
  expect(form).toContain(`<label for="postbag-notice.name">${label}</label>`)
})
