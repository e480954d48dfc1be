import { expect, it } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { errorMessage } from '../../src/plain/messages.ts'
import { loadSpeak } from '../../src/plain/speak.ts'

it.each([
  [
    'a comment that was decided meanwhile',
    new AppError('conflict', 'A moderator has decided.'),
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
