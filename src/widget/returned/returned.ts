/*
 * What a returning reader is told, in one file: only loaded for readers who wrote something or were here before.
 */

export { tell } from './news.ts'
export { NewsList, Unread } from './news-list.tsx'
