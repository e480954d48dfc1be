import type { Context } from 'hono'
import type { Config } from '../config.ts'
import type { AppEnv } from './env.ts'

/** The service's address: the one in the settings, else the one that the request used; no slash at the end. */
export function baseUrl(c: Context<AppEnv>, { PUBLIC_URL }: Pick<Config, 'PUBLIC_URL'>): string {
  return PUBLIC_URL ?? new URL(c.req.url).origin
}
