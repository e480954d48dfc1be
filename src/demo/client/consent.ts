/** What a reader chose about captchas of other companies, kept in this browser. */
const KEY = 'harbour-post-consent'

/**
 * Shows the notice until the reader chooses, remembers the choice, and tells every comment section of the page; until
 * then none of them may load anything from another company.
 */
export function setUpConsent(): void {
  const notice = document.querySelector<HTMLElement>('[data-consent]')
  const opener = document.querySelector<HTMLButtonElement>('[data-consent-open]')
  if (notice === null || opener === null) return
  const show = (isOpen: boolean) => {
    notice.hidden = !isOpen
  }
  const chosen = remembered()
  tellWidgets(chosen ?? 'denied')
  show(chosen === null)
  opener.hidden = false
  opener.addEventListener('click', () => {
    show(true)
    notice.querySelector('button')?.focus()
  })
  notice.addEventListener('click', ({ target }) => {
    const choice = target instanceof HTMLElement ? target.dataset['consentChoice'] : undefined
    if (choice !== 'granted' && choice !== 'denied') return
    remember(choice)
    tellWidgets(choice)
    show(false)
  })
}

type Choice = 'granted' | 'denied'

function tellWidgets(choice: Choice): void {
  for (const widget of document.querySelectorAll('postbag-comments')) widget.setAttribute('consent', choice)
}

function remembered(): Choice | null {
  try {
    const kept = localStorage.getItem(KEY)
    return kept === 'granted' || kept === 'denied' ? kept : null
  } catch {
    return null
  }
}

function remember(choice: Choice): void {
  try {
    localStorage.setItem(KEY, choice)
  } catch {
    // A browser that stores nothing asks again next time.
  }
}
