import { foldText } from '../text/fold.ts'

const MIN_LETTERS = 2
const PATTERN_SIGNS = /[\\^$|?*+()[\]{}<>]/

/**
 * Why a word cannot be put on a list, or null when it can. Lists take words and phrases as they are written;
 * disguises are the matcher's business, so patterns are neither needed nor taken.
 */
export function wordProblem(word: string): string | null {
  if (word.includes('\0') || !word.isWellFormed()) return 'holds characters that cannot be stored'
  if (PATTERN_SIGNS.test(word)) return 'is a pattern: write the words themselves'
  const letters = foldText(word).text.replaceAll(/[^\p{L}\p{N}]/gu, '')
  if (letters === '') return 'has no letters'
  if (letters.length < MIN_LETTERS && /[a-z0-9]/.test(letters))
    return 'is too short: it would hold nearly everything'
  return null
}
