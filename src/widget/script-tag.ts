/**
 * The other way to embed: `<script type="module" async src="…/embed.js" data-site="…" data-article="…">` puts a
 * thread where the script stands, or into `data-target`. Every other `data-` attribute becomes the attribute of that
 * name.
 */
export function placeThreads(script: string): void {
  // A browser runs a module once, however many tags name it and whenever they come; but each tag says it has loaded.
  document.addEventListener('load', ({ target }) => placeThread(target as HTMLScriptElement, script), true)
}

/** @param tag anything that has loaded. */
function placeThread(tag: HTMLScriptElement, script: string): void {
  if (tag.src !== script || !('article' in tag.dataset)) return
  const thread = document.createElement('postbag-comments')
  for (const { name, value } of tag.attributes) {
    if (/^data-(?!target$)/.test(name)) thread.setAttribute(name.slice(5), value)
  }
  const { target } = tag.dataset
  const place = target && document.querySelector(target)
  if (place) place.append(thread)
  else tag.after(thread)
}
