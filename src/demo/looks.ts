/** A look of the widget: the style sheet shown on the page is the one that is applied. */
export type Look = {
  readonly name: string
  readonly title: string
  readonly what: string
  /** The demo article whose thread shows it. */
  readonly article: string
  /** The widget's own colours below the rules: `auto` follows the reader. */
  readonly theme: 'auto' | 'light' | 'dark'
  readonly css: string
}

export const LOOKS: readonly Look[] = [
  {
    name: 'plain',
    title: 'As it comes',
    what: 'No rule at all: light on a light page, dark on a dark one. With theme="auto" it follows the reader’s scheme. Where a theme is named that is not as the page is, it has a background of its own.',
    article: 'night-ferry',
    theme: 'auto',
    css: '',
  },
  {
    name: 'broadsheet',
    title: 'Broadsheet',
    what: 'Comments in the paper’s own serif, double rule on top, a quiet red.',
    article: 'foghorn',
    theme: 'light',
    css: `.look-broadsheet postbag-comments {
  --postbag-font-heading: "Iowan Old Style", Palatino, Georgia, serif;
  --postbag-font-text: "Iowan Old Style", Palatino, Georgia, serif;
  --postbag-size: 1.0625rem;
  --postbag-text: #1b1c1a;
  --postbag-muted: #54564f;
  --postbag-background: #fffdf8;
  --postbag-field: #ffffff;
  --postbag-soft: #f3eee2;
  --postbag-line: #cfc9bb;
  --postbag-edge: #7d7a70;
  --postbag-accent: #8a1f17;
  --postbag-on-accent: #ffffff;
  --postbag-radius: 0;
}
.look-broadsheet postbag-comments::part(heading) {
  border-block-start: 3px double #1b1c1a;
  padding-block-start: 0.75rem;
}
`,
  },
  {
    name: 'night',
    title: 'Night desk',
    what: 'Always dark, whatever the reader’s scheme; amber for what can be pressed.',
    article: 'herring',
    theme: 'dark',
    css: `.look-night postbag-comments {
  --postbag-text: #ece8df;
  --postbag-muted: #b3b1a8;
  --postbag-background: #11161d;
  --postbag-field: #0b0f14;
  --postbag-soft: #1a212b;
  --postbag-line: #333c48;
  --postbag-edge: #8792a0;
  --postbag-accent: #f0b95b;
  --postbag-on-accent: #1d1405;
  --postbag-error: #ff9c90;
  --postbag-mark: #3a331c;
  --postbag-radius: 6px;
}
`,
  },
  {
    name: 'round',
    title: 'Weekend',
    what: 'Soft corners, each comment on a card of its own, by parts.',
    article: 'harbour-bridge',
    theme: 'light',
    css: `.look-round postbag-comments {
  --postbag-text: #24303a;
  --postbag-muted: #55616c;
  --postbag-background: #eef4f2;
  --postbag-field: #ffffff;
  --postbag-soft: #ffffff;
  --postbag-line: transparent;
  --postbag-edge: #74818b;
  --postbag-accent: #0b6155;
  --postbag-on-accent: #ffffff;
  --postbag-error: #a8261c;
  --postbag-mark: #fbf3d9;
  --postbag-radius: 14px;
  --postbag-indent: 1rem;
}
.look-round postbag-comments::part(comment) {
  background: #ffffff;
  border-radius: 14px;
  padding: 1rem;
  margin-block-end: 0.75rem;
}
`,
  },
]

/** Every look's rules as one file, because the pages allow no inline style. */
export const LOOKS_STYLE = LOOKS.map(({ css }) => css).join('\n')
