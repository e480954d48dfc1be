import { checkPolicyFor, type Policy } from '../sites/policy.ts'
import { authorCheck } from './author.ts'
import type { Check } from './check.ts'
import { domainsCheck } from './domains.ts'
import { floodCheck } from './flood.ts'
import { formCheck } from './form.ts'
import { linksCheck } from './links.ts'
import { personalDataCheck } from './personal-data.ts'
import { repeatsCheck } from './repeats.ts'
import { shapeCheck } from './shape.ts'
import { builtInWords } from './wordlists/lists.ts'
import { wordsCheck } from './words.ts'

/** Every check that needs nothing but the submission and its history, in the order they are shown. */
export function* localChecks(policy: Policy): Generator<void, readonly Check[]> {
  const builtIn = builtInWords(policy.words.builtIn ?? [policy.text.locale.slice(0, 2)])
  const checks = [
    formCheck(),
    authorCheck(policy.author),
    floodCheck(policy.limits.perArticlePerMinute),
    repeatsCheck(),
    domainsCheck(),
    linksCheck(policy.links),
    yield* wordsCheck({ ...policy.words, builtIn }),
    personalDataCheck(),
    shapeCheck(),
  ]
  return checks.filter(({ name }) => checkPolicyFor(policy, name).on)
}
