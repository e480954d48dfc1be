/*
 * Everything needed to show a thread, in one file: `/embed.js` loads it when a reader comes near. The code for
 * readers who act is another file and imports from here what both need, except for short code without state, of which
 * it has its own copy.
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
