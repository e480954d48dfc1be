import type { Deps } from '../deps.ts'
import { AppError, type FieldError } from '../errors.ts'
import { findTarget, TargetRefused } from '../http/targets.ts'
import { DEFAULT_POLICY, type Policy, type PolicyInput, PolicySchema } from '../sites/policy.ts'

/**
 * Refuses a policy that names an address which the service would not call. An address that the policy in force names
 * already is not checked again: a name that does not resolve today keeps nobody from changing something else.
 * @throws {AppError} `invalid-fields`.
 */
export async function checkPolicyTargets(
  { config, resolve }: Pick<Deps, 'config' | 'resolve'>,
  policy: PolicyInput,
  before: Policy = DEFAULT_POLICY,
): Promise<void> {
  const stood = new Map(targetsOf(before))
  const added = targetsOf(PolicySchema.parse(policy)).filter(([field, url]) => stood.get(field) !== url)
  const errors = await Promise.all(
    added.map(async ([field, url]): Promise<FieldError | undefined> => {
      try {
        await findTarget(url, { privateHosts: config.PRIVATE_HOSTS, resolve })
        return undefined
      } catch (error) {
        if (!(error instanceof TargetRefused)) throw error
        return { field, code: 'refused', message: error.message }
      }
    }),
  )
  const refused = errors.filter((error) => error !== undefined)
  if (refused.length > 0) throw new AppError('invalid-fields', undefined, { errors: refused })
}

function targetsOf({ cdn: { purge }, identity }: Policy): (readonly [string, string])[] {
  return [
    ...(purge !== null && 'url' in purge ? [['policy.cdn.purge.url', purge.url] as const] : []),
    ...(identity.jwksUrl === null ? [] : [['policy.identity.jwksUrl', identity.jwksUrl] as const]),
  ]
}
