import { createMiddleware } from 'hono/factory'
import { answerInTime, asRequest } from '../db/in-time.ts'
import type { AppEnv } from './env.ts'

/** Answers 503 in place of a request that has waited as long as one may. */
export const inItsTime = createMiddleware<AppEnv>((_, next) => asRequest(() => answerInTime(next)))
