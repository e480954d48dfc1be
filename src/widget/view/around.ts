import type { Widget } from '../widget.ts'

/** Between black and white, as the eye sees it. */
const MIDDLE = 0.57

/**
 * Takes dark colours where the page around is dark, unless it names a theme: by the nearest background that can be
 * seen, or where that is none by the page's text.
 */
export function lookAround({ host, root }: Widget): void {
  const place = root.firstElementChild as HTMLElement
  /** Lightness, two that do not matter, a stroke, and opacity unless it is whole; no numbers in forced colours. */
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
}
