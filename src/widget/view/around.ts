/** Between black and white, as the eye sees it. */
const MIDDLE = 0.57

/** Takes dark colours where the page around is dark, unless it names a theme. */
export function lookAround(host: HTMLElement, place: HTMLElement): void {
  host.toggleAttribute('data-dark', isOnDark(place))
}

/** By the nearest background that can be seen, or where that is none by the page's text. */
function isOnDark(place: HTMLElement): boolean {
  /** Lightness, two that do not matter, a stroke and opacity unless it is whole; however the page writes its colours. */
  const read = (colour: string) => {
    place.style.outlineColor = `color-mix(in oklab,red 0%,${colour})`
    return getComputedStyle(place).outlineColor.slice('oklab('.length).split(' ')
  }
  for (
    let at: Element | undefined = place;
    at;
    at = at.parentElement ?? (at.getRootNode() as ShadowRoot).host
  ) {
    const [lightness, , , , opacity = '1'] = read(getComputedStyle(at).backgroundColor)
    if (parseFloat(opacity) > 0.5) return Number(lightness) < MIDDLE
  }
  return Number(read(getComputedStyle(place).color)[0]) > MIDDLE
}
