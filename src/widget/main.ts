/*
 * What shows a thread, in one file: `/embed.js` loads it when a reader comes near. The code for a reader's hands
 * is another file and takes from here what both need.
 */

export { Fragment, h, options } from 'preact'
export { call, Problem } from './api.ts'
export { write } from './later/load.ts'
export { draftKey, keepDraft, readDraft } from './own/drafts.ts'
export { load, loadList, save } from './own/storage.ts'
export { fetchPage, loadThread, setCount } from './thread/load.ts'
export { placeOf } from './thread/store.ts'
export { Avatar } from './view/avatar.tsx'
export { Head } from './view/comment.tsx'
export { mount } from './view/main.tsx'
export { RichText } from './view/rich-text.tsx'
