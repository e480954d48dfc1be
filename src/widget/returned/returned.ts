/* What a reader who returns is told, in one piece: loaded for those alone who wrote or were here before. */

export { tell } from './news.ts'
export { NewsList, Unread } from './news-list.tsx'
