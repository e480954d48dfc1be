import { call } from '../api.ts'
import { loadSpeak } from '../locale/speak.ts'
import type { LoadPart } from '../part.ts'
import { languageOf, siteUrlOf } from '../settings.ts'

const AT_ONCE = 100
const waiting = new Map<string, Set<HTMLElement>>()
let isListening = false
let loadPart: LoadPart

/** Shows an element's count as soon as it is known; elements that ask at the same time share one request. */
export function ask(
  element: HTMLElement,
  from: { readonly service: string; readonly loadPart: LoadPart },
): void {
  loadPart = from.loadPart
  if (!isListening) document.addEventListener('postbag:count', hear)
  isListening = true
  const url = siteUrlOf(element, siteOf(element), from.service)
  const same = waiting.get(url)
  if (same !== undefined) {
    same.add(element)
    return
  }
  waiting.set(url, new Set([element]))
  setTimeout(() => {
    const elements = [...(waiting.get(url) ?? [])]
    waiting.delete(url)
    for (let i = 0; i < elements.length; i += AT_ONCE) void answer(url, elements.slice(i, i + AT_ONCE))
  })
}

async function answer(url: string, elements: readonly HTMLElement[]): Promise<void> {
  const articles = [...new Set(elements.map(articleOf))].filter((article) => article !== '')
  if (articles.length === 0) return
  const query = articles.map((article) => `article=${encodeURIComponent(article)}`).join('&')
  const { counts } = await call<{ readonly counts: Readonly<Record<string, number>> }>(
    `${url}/counts?${query}`,
  ).catch(() => ({ counts: {} as Readonly<Record<string, number>> }))
  for (const element of elements) {
    const article = articleOf(element)
    const count = counts[article]
    if (count === undefined) continue
    await show(element, count)
    element.dispatchEvent(
      new CustomEvent('postbag:count', { detail: { article, count }, bubbles: true, composed: true }),
    )
  }
}

async function show(element: HTMLElement, count: number): Promise<void> {
  const lang = languageOf(element)
  if (element.getAttribute('format') === 'number') {
    element.textContent = new Intl.NumberFormat(lang).format(count)
    return
  }
  const { text } = await loadSpeak(lang, loadPart)
  element.textContent = text('comments', { n: count })
}

/** A thread on the same page knows better than an earlier answer. */
function hear(event: Event): void {
  const { article, count } = (event as CustomEvent<{ article?: string; count?: number }>).detail
  if ((event.target as Element).localName === 'postbag-count' || typeof count !== 'number') return
  for (const element of document.querySelectorAll<HTMLElement>('postbag-count')) {
    if (articleOf(element) === article) void show(element, count)
  }
}

function articleOf(element: HTMLElement): string {
  return element.getAttribute('article') ?? ''
}

/** The site is named here, or by a thread or script tag on the same page. */
function siteOf(element: HTMLElement): string {
  return (
    element.getAttribute('site') ??
    document.querySelector('postbag-comments[site]')?.getAttribute('site') ??
    document.querySelector<HTMLScriptElement>('script[data-site]')?.dataset['site'] ??
    ''
  )
}
