import type { Deps } from '../deps.ts'
import { checkTargets } from '../http/targets.ts'
import { DEFAULT_POLICY, type Policy, type PolicyInput, PolicySchema } from '../sites/policy.ts'

/**
 * Refuses a policy that names an address the service would not call. Addresses that the policy in force names already
 * are not checked again, so that a name which fails to resolve today keeps nobody from changing something else.
 * @throws {AppError} `invalid-fields`.
 */
export async function checkPolicyTargets(
  deps: Pick<Deps, 'config' | 'resolve'>,
  policy: PolicyInput,
  before: Policy = DEFAULT_POLICY,
): Promise<void> {
  const stood = new Map(targetsOf(before))
  await checkTargets(
    deps,
    targetsOf(PolicySchema.parse(policy)).filter(([field, url]) => stood.get(field) !== url),
  )
}

function targetsOf({ cdn: { purge }, identity }: Policy): (readonly [string, string])[] {
  return [
    ...(purge !== null && 'url' in purge ? [['policy.cdn.purge.url', purge.url] as const] : []),
    ...(identity.jwksUrl === null ? [] : [['policy.identity.jwksUrl', identity.jwksUrl] as const]),
  ]
}
