import type { Deps } from '../deps.ts'
import { AppError, type FieldError } from '../errors.ts'
import { findTarget, TargetRefused } from '../http/targets.ts'

/**
 * Refuses addresses that the service would not call, each by the field that names it.
 * @throws {AppError} `invalid-fields`.
 */
export async function checkTargets(
  { config, resolve }: Pick<Deps, 'config' | 'resolve'>,
  targets: readonly (readonly [field: string, url: string])[],
): Promise<void> {
  const errors = await Promise.all(
    targets.map(async ([field, url]): Promise<FieldError | undefined> => {
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
