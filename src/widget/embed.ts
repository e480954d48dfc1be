import { PostbagCount } from './count.ts'
import { PostbagComments } from './element.ts'
import { placeThreads } from './script-tag.ts'

/* The one file a page embeds: two elements and the script-tag form. All else is loaded when it is needed. */

if (!customElements.get('postbag-comments')) customElements.define('postbag-comments', PostbagComments)
if (!customElements.get('postbag-count')) customElements.define('postbag-count', PostbagCount)
placeThreads(import.meta.url)
