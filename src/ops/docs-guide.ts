import { html } from 'hono/html'
import { ERRORS } from '../errors.ts'
import { checkPolicyFor, DEFAULT_POLICY } from '../sites/policy.ts'
import { MAX_ATTEMPTS } from '../webhooks/schedule.ts'
import { EVENT_TYPES } from '../webhooks/schema.ts'

/*
 * What single routes cannot show. It also documents our contracts with other people's servers, as `webhooks/` and
 * `checks/custom.ts` keep them.
 */

const rules = html`<section aria-labelledby="rules"><h2 id="rules">Rules for all</h2>
<h3>Errors</h3>
<p>Every error is <code>application/problem+json</code> (RFC 9457). Branch on <code>type</code> and <code>code</code>; words are for people: below <code>/v1/sites</code> in the site’s language, where <code>Content-Language</code> names it, else in English. All wrong fields are named at once.</p>
<pre tabindex="0"><code>{"type": "urn:postbag:problem:invalid-submission", "title": "Some fields need your attention", "status": 422,
 "detail": "…", "errors": [{"field": "name", "code": "required", "message": "Please enter your name here"}],
 "requestId": "…"}</code></pre>
<details class="operation"><summary>All error codes</summary><div class="inside"><table><caption>Codes</caption><tbody>${Object.entries(
  ERRORS,
).map(
  ([code, [status, title]]) =>
    html`<tr><th scope="row"><code>${code}</code></th><td>${status}</td><td>${title}</td></tr>`,
)}</tbody></table></div></details>
<h3>Lists</h3>
<p><code>?limit=</code> is 1 to 100. An answer’s <code>next</code> is the <code>cursor</code> of the following page, or null at the end.</p>
<h3>Nothing twice</h3>
<p>Send <code>Idempotency-Key</code>, or a UUIDv7 of your own as <code>id</code>: the same submission again gets the first answer again, never a second comment.</p>
<h3>Receipts</h3>
<p>A comment’s answer carries a <code>receipt</code>. Whoever holds it sees the comment in any status with its reasons, edits it within the site’s window, withdraws it and appeals: <code>Authorization: Receipt …</code></p>
<h3>Three forms of a thread</h3>
<p>By <code>Accept</code> a thread’s address answers JSON, a page for readers without script (<code>text/html</code>, with <code>?fragment=1</code> the section alone for a server-side include) or JSON-LD for search engines (<code>application/ld+json</code>).</p>
</section>`

const EMBEDDED = `<script type="module" async src="https://comments.example/embed.js"></script>
<postbag-comments id="comments" site="herald" article="bridge-2026"></postbag-comments>
<a href="/bridge#comments"><postbag-count site="herald" article="bridge-2026"></postbag-count></a>`

const embedding = html`<section aria-labelledby="embedding"><h2 id="embedding">Embedding</h2>
<p>A page shows the comments by two lines, wherever they belong; a third counts them elsewhere. In place of <code>comments.example</code> stands the address of this service. An admin makes sites at the desk, under Sites, and finds the lines for each there.</p>
<pre tabindex="0"><code>${EMBEDDED}</code></pre>
<p><code>site</code> is the site, <code>article</code> your own id of the article: the same wherever this article is shown, another for each article. Without it, the page’s canonical address counts. <code>url</code> and <code>title</code> are the article’s, <code>lang</code> the language, <code>sort</code> the order at first (<code>newest</code>, <code>oldest</code>, <code>top</code>, <code>picked</code>), <code>theme</code> <code>light</code>, <code>dark</code> or <code>auto</code>; <code>readonly</code> shows no forms, <code>loading="eager"</code> does not wait until a reader comes near.</p>
<p>If the thread says that it could not be loaded and the browser complains of CORS, the page’s origin is not among the site’s, or there is no such site. A content security policy needs this service’s origin in <code>script-src</code> and <code>connect-src</code>. The README tells of events, methods, looks and all other attributes.</p>
</section>`

const customCheck = html`<section aria-labelledby="custom-check"><h2 id="custom-check">Your own check</h2>
<p>Any model can take part in judging: set <code>CUSTOM_CHECK_URL</code> and <code>CUSTOM_CHECK_SECRET</code> (<code>whsec_…</code>). While the verdict still depends on it, each submission is posted there, signed according to Standard Webhooks (<code>webhook-id</code>, <code>webhook-timestamp</code>, <code>webhook-signature</code>):</p>
<pre tabindex="0"><code>{"type": "comment.check", "timestamp": "2026-11-24T12:00:00.000Z",
 "data": {"site": "herald", "article": {"key": "bridge", "url": "https://…"},
  "comment": {"id": "…", "name": "…", "text": "…", "website": null, "isReply": false, "isEdit": false, "locale": "en"},
  "author": {"approved": 3, "rejected": 0, "pending": 0}}}</code></pre>
<p>Answer within the time limit that the site’s policy gives it, two seconds at most (<code>checks.custom.timeoutMs</code>, ${checkPolicyFor(DEFAULT_POLICY, 'custom').timeoutMs} unless it is set): <code>204</code> for no opinion, or <code>200</code> with what you found. Offsets of <code>spans</code> are UTF-16 units of <code>text</code>.</p>
<pre tabindex="0"><code>{"outcome": "clear" | "suspect" | "block", "score": 0.93, "explanation": "one sentence for moderators",
 "reason": "spam", "spans": [{"start": 10, "end": 24}]}</code></pre>
<p>Anything else, redirects included, counts as unavailable and by default holds the comment for a person.</p>
</section>`

const webhooks = html`<section aria-labelledby="webhooks"><h2 id="webhooks">Webhooks</h2>
<p>What happens to comments is written down in the transaction that makes it happen, and sent from there: no event without its comment, no comment without its event. Types: ${EVENT_TYPES.map(
  (type, index) => html`${index > 0 ? ', ' : ''}<code>${type}</code>`,
)}; ignore those you do not know.</p>
<pre tabindex="0"><code>POST /your/address
webhook-id: 019a…            the event’s id: the same at every try, so that you can ignore a second one
webhook-timestamp: 1795521600
webhook-signature: v1,…      HMAC-SHA256 of "id.timestamp.body" with the key behind whsec_, as base64

{"type": "comment.approved", "timestamp": "2026-11-24T12:00:00.000Z",
 "data": {"site": "herald", "commentId": "…", "version": 2, "article": {"key": "bridge", "url": "https://…"}}}</code></pre>
<p>Words are sent only to a webhook that asked for them (<code>sendsText</code>), and only while readers may see them. Order is not promised: compare <code>version</code>. Answer any 2xx within two seconds: slower receivers are called again, with ten, after the quick ones. Anything else is tried ${MAX_ATTEMPTS} times over about three days, then parked: for thirty days you can replay it; 410 switches the webhook off. While a secret is being changed, both sign. <code>POST …/ping</code> sends a signed message of type <code>webhook.ping</code> at once and tells what came back. A new webhook hears of what happens from then on: what was before is in the site’s export.</p>
</section>`

export const guide = { embedding, rules, customCheck, webhooks }
