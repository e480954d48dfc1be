import type { ReasonCode } from '../checks/check.ts'
import { languageOf } from '../statements/locale/words.ts'
import type { Statement } from '../statements/statement.ts'

/*
 * Statements in the form that the European Commission's DSA Transparency Database accepts (schema of 1 July 2025).
 */

/** The closest of its categories. */
const CATEGORIES: Readonly<Record<ReasonCode, string>> = {
  spam: 'OTHER_VIOLATION_TC',
  abuse: 'CYBER_VIOLENCE',
  hate: 'ILLEGAL_OR_HARMFUL_SPEECH',
  threat: 'VIOLENCE',
  sexual: 'OTHER_VIOLATION_TC',
  'personal-data': 'DATA_PROTECTION_AND_PRIVACY_VIOLATIONS',
  illegal: 'ILLEGAL_OR_HARMFUL_SPEECH',
  misinformation: 'NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS',
  'off-topic': 'OTHER_VIOLATION_TC',
  duplicate: 'OTHER_VIOLATION_TC',
  other: 'OTHER_VIOLATION_TC',
}

const SOURCES: Readonly<Record<Statement['source'], string>> = {
  notice: 'SOURCE_ARTICLE_16',
  report: 'SOURCE_TYPE_OTHER_NOTIFICATION',
  'own-initiative': 'SOURCE_VOLUNTARY',
}

/** The European Economic Area, which is what the database means by everywhere. */
const EVERYWHERE =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' ')

const MOST = { facts: 5_000, ground: 500, explanation: 2_000 }

/** It takes no content from before; comments that were imported may be older. */
const EARLIEST = '2000-01-01'

/** One record of it. It only contains our own sentences and the site's rules, so nothing about a person. */
export function toSubmission(statement: Statement): Record<string, unknown> {
  const { id, restriction, reason, facts, source, content, decidedAt } = statement
  return {
    puid: id,
    decision_visibility: [
      `DECISION_VISIBILITY_CONTENT_${restriction === 'removed' ? 'REMOVED' : 'DISABLED'}`,
    ],
    decision_facts: facts.slice(0, MOST.facts),
    ...groundOf(statement),
    content_type: ['CONTENT_TYPE_TEXT'],
    category: `STATEMENT_CATEGORY_${CATEGORIES[reason]}`,
    territorial_scope: EVERYWHERE,
    ...languageIn(content.locale),
    content_date: content.createdAt < EARLIEST ? EARLIEST : content.createdAt.slice(0, 10),
    application_date: decidedAt.slice(0, 10),
    source_type: SOURCES[source],
    automated_detection: statement.automatedDetection ? 'Yes' : 'No',
    automated_decision: statement.automatedDecision
      ? 'AUTOMATED_DECISION_FULLY'
      : 'AUTOMATED_DECISION_NOT_AUTOMATED',
  }
}

/** It knows the languages that have a code of two letters (ISO 639-1). */
function languageIn(locale: string): { readonly content_language?: string } {
  const language = languageOf(locale)
  return language.length === 2 ? { content_language: language.toUpperCase() } : {}
}

function groundOf({ ground, facts }: Statement): Record<string, string> {
  const clause = ground.clause.slice(0, MOST.ground)
  const explanation = facts.slice(0, MOST.explanation)
  if (ground.kind === 'law')
    return {
      decision_ground: 'DECISION_GROUND_ILLEGAL_CONTENT',
      illegal_content_legal_ground: clause,
      illegal_content_explanation: explanation,
    }
  return {
    decision_ground: 'DECISION_GROUND_INCOMPATIBLE_CONTENT',
    incompatible_content_ground: clause,
    incompatible_content_explanation: explanation,
    incompatible_content_illegal: 'No',
  }
}
