/**
 * The page with its charts. The chart library takes the browser's language for a valid tag when it is loaded;
 * a browser without a locale names one that is not ("en-US@posix"), and is read as English.
 */
export async function openInsight() {
  try {
    new Intl.NumberFormat(navigator.language)
  } catch {
    Object.defineProperty(navigator, 'language', { value: 'en' })
  }
  return (await import('./insight-page.tsx')).InsightPage
}
