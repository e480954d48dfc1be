/**
 * Loads the page with its charts. The chart library, when it is loaded, takes the browser's language for a valid tag.
 * A browser without a locale names one that is not ("en-US@posix"), and is treated as English.
 */
export async function openInsight() {
  try {
    new Intl.NumberFormat(navigator.language)
  } catch {
    Object.defineProperty(navigator, 'language', { value: 'en' })
  }
  return (await import('./insight-page.tsx')).InsightPage
}
