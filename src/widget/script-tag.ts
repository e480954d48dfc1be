/**
 * The other way to embed: `<script type="module" async src="…/embed.js" data-site="…" data-article="…">` puts a
 * thread where the script stands, or into `data-target`. Every other `data-` attribute becomes the attribute of that
 * name.
 */
export function placeThreads(script: string): void {
  for (const tag of document.querySelectorAll<HTMLScriptElement>('script[data-site]')) {
    const { placed, article, target } = tag.dataset
    if (tag.src !== script || placed !== undefined || article === undefined) continue
    const thread = document.createElement('postbag-comments')
    for (const { name, value } of tag.attributes) {
      if (/^data-(?!target$)/.test(name)) thread.setAttribute(name.slice(5), value)
    }
    tag.dataset['placed'] = ''
    const place = target && document.querySelector(target)
    if (place) place.append(thread)
    else tag.after(thread)
  }
}
