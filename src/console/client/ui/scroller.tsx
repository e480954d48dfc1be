import type { ComponentChildren } from 'preact'

/** For content that may be wider or longer than its place: it scrolls by itself, by keyboard too. */
export function Scroller({
  label,
  kind = 'scroll card',
  children,
}: {
  readonly label: string
  readonly kind?: string
  readonly children: ComponentChildren
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class={kind} tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}
