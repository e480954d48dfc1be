/*
 * What shows a thread, in one file: `/embed.js` loads it when a reader comes near. The code for a reader's hands
 * is another file and takes from here what both need; of what is short and keeps nothing it has its own.
 */

export { Fragment, h, options } from 'preact'
export { call, Problem } from './api.ts'
export { write } from './later/load.ts'
export { load, loadList, save } from './own/storage.ts'
export { fetchPage, loadThread, setCount } from './thread/load.ts'
export { Avatar } from './view/avatar.tsx'
export { Head } from './view/comment.tsx'
export { mount } from './view/main.tsx'
export { RichText } from './view/rich-text.tsx'
