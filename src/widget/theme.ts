/*
 * What a page may change about the widget's looks. Read by the page that documents it, never by the widget itself.
 */

type ThemeProperty = {
  readonly name: string
  readonly light: string
  readonly dark?: string
  readonly what: string
}

/** Custom properties, to be set on `postbag-comments` or anything around it. */
export const THEME_PROPERTIES: readonly ThemeProperty[] = [
  { name: '--postbag-font', light: 'system-ui, …', what: 'font of everything' },
  { name: '--postbag-font-heading', light: 'Georgia, …', what: 'font of headings' },
  { name: '--postbag-font-text', light: 'inherit', what: 'font of the comments themselves' },
  { name: '--postbag-size', light: 'max(1rem, 16px)', what: 'size that all others follow' },
  { name: '--postbag-text', light: '#1f2023', dark: '#e8e6e1', what: 'text' },
  { name: '--postbag-muted', light: '#5b5f66', dark: '#a7a9ac', what: 'times, hints, actions' },
  {
    name: '--postbag-background',
    light: 'transparent',
    what: 'behind everything; unless set, and where the theme is not as the page is, the colour of fields',
  },
  { name: '--postbag-field', light: '#ffffff', dark: '#1a1b1e', what: 'inside fields and dialogs' },
  { name: '--postbag-soft', light: '#f4f2ee', dark: '#26282b', what: 'behind the form and notices' },
  { name: '--postbag-line', light: '#dcdad5', dark: '#3b3d41', what: 'lines between comments' },
  {
    name: '--postbag-edge',
    light: '#85888d',
    dark: '#8b8f95',
    what: 'edges of fields and buttons; 3:1 or more',
  },
  {
    name: '--postbag-accent',
    light: '#1d4f63',
    dark: '#8fc4d8',
    what: 'links, buttons, focus; 4.5:1 or more',
  },
  { name: '--postbag-on-accent', light: '#ffffff', dark: '#10242c', what: 'text on the accent' },
  { name: '--postbag-error', light: '#a8261c', dark: '#ff9c90', what: 'what is wrong' },
  { name: '--postbag-mark', light: 'gold, 18 %', what: 'behind the comment a link leads to' },
  { name: '--postbag-radius', light: '2px', what: 'corners' },
  { name: '--postbag-indent', light: '1.75em', what: 'indent of replies' },
  {
    name: '--postbag-excerpt',
    light: '15.5em',
    what: 'height that a very long comment is folded to; with none, hide the part whole as well',
  },
  { name: '--postbag-sticky', light: '0.5rem', what: 'height of a header that stays on top' },
  { name: '--postbag-reserve', light: 'max(36rem, 100svh)', what: 'height kept free while the thread loads' },
]

type ThemePart = { readonly name: string; readonly what: string }

/** Parts, styled from outside by `postbag-comments::part(name)`. */
export const THEME_PARTS: readonly ThemePart[] = [
  { name: 'root', what: 'the whole thread with its form' },
  { name: 'heading', what: 'how many comments' },
  { name: 'toolbar', what: 'the choice of order' },
  { name: 'form', what: 'each form for a comment' },
  { name: 'textarea', what: 'where text is written' },
  { name: 'input', what: 'fields of one line' },
  { name: 'button', what: 'main buttons' },
  { name: 'notice', what: 'closed, waiting, not published, not sent' },
  { name: 'news', what: 'what a reader who returns is told' },
  { name: 'unread', what: 'the dot at a comment since the last visit' },
  { name: 'new', what: 'the button for comments that have arrived' },
  { name: 'comment', what: 'one comment with its replies' },
  { name: 'avatar', what: 'the drawn face' },
  { name: 'author', what: 'the name' },
  { name: 'badge', what: 'what the site says of an author, or of a comment it chose' },
  { name: 'time', what: 'the time, which is the link to the comment' },
  { name: 'text', what: 'what was written' },
  { name: 'whole', what: 'show all of a very long comment, or less' },
  { name: 'actions', what: 'the row of actions' },
  { name: 'action', what: 'each action' },
  { name: 'hide', what: 'hide what an author writes' },
  { name: 'hidden', what: 'the line in place of what an author writes whom the reader hides' },
  { name: 'replies', what: 'the replies of one comment' },
  { name: 'more', what: 'show more comments or replies' },
  { name: 'feed', what: 'the link to the feed of the thread' },
  { name: 'dialog', what: 'the report' },
]
