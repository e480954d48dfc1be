import type { Widget } from '../widget.ts'

/** Halfway between black and white, as the eye sees it. */
const MIDDLE = 0.57

/**
 * Uses dark colours where the page is dark, unless the element names a theme: by the nearest visible background or,
 * if there is none, by the page's text. Where a named theme is not as the page is, the thread stands apart, on a
 * background of its own.
 */
export function followPageColours({ host, root }: Widget): void {
  const place = root.firstElementChild as HTMLElement
  /**
   * Lightness, two components that do not matter and, unless it is opaque, a slash and opacity; in forced colours
   * there are no numbers.
   */
  const read = (colour: string) => {
    place.style.outlineColor = `color-mix(in oklab,red 0%,${colour})`
    return getComputedStyle(place).outlineColor.slice('oklab('.length).split(' ').map(parseFloat)
  }
  let isDark = read(getComputedStyle(place).color)[0]! > MIDDLE
  for (
    let at: Element | undefined = place;
    at;
    at = at.parentElement ?? (at.getRootNode() as ShadowRoot).host
  ) {
    const [lightness, , , , opacity = 1] = read(getComputedStyle(at).backgroundColor)
    if (opacity > 0.5) {
      isDark = lightness! < MIDDLE
      break
    }
  }
  host.toggleAttribute('data-dark', isDark)
  host.toggleAttribute('data-apart', (getComputedStyle(host).colorScheme === 'dark') !== isDark)
}
