import type { HttpBindings } from '@hono/node-server'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Logger } from 'pino'
import type { ZodError } from 'zod'
import { AppError, type ErrorCode, type FieldError } from '../errors.ts'
import type { Moderator } from './auth.ts'
import type { Session } from './session.ts'

/** What middleware provides for handlers. `incoming` is absent when a test calls the app without a socket. */
export type AppEnv = {
  Bindings: Partial<HttpBindings>
  Variables: {
    requestId: string
    /** The code of an error answer. */
    problem: ErrorCode | undefined
    log: Logger
    /** On public routes, that of the site, once it is known: in its language readers are spoken to. */
    locale: string | undefined
    moderator: Moderator
    /** The console session that authorised the request; undefined if a token was sent with it. */
    session: Session | undefined
  }
}

/**
 * A router for one subject. Invalid paths give 404, invalid queries 400, invalid bodies 422 with every field named.
 */
export function router(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return
      if (result.target === 'param') throw new AppError('not-found')
      if (result.target !== 'json') throw invalidRequest(result.error)
      throw new AppError('invalid-fields', undefined, { errors: fieldErrors(result.error) })
    },
  })
}

/** The error for a query that a schema does not take, naming every member at fault. */
export function invalidRequest(error: ZodError): AppError {
  const errors = fieldErrors(error)
  const detail = errors.map(({ field, message }) => `${field || 'request'}: ${message}`).join('; ')
  return new AppError('invalid-request', detail, { errors })
}

/** A schema's complaints as field errors; values are never repeated. */
export function fieldErrors(error: ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    const at = issue.path.map(String)
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: [...at, key.slice(0, 100)].join('.'),
        code: 'unknown',
        message: 'This field is not known here.',
      }))
    }
    // Our own rules may name a code; zod's `custom` says nothing.
    const code = (issue.code === 'custom' && issue.params?.['code']) || issue.code.replaceAll('_', '-')
    const limit =
      issue.code === 'too_big' ? issue.maximum : issue.code === 'custom' && issue.params?.['limit']
    const message = isMissing(issue) ? 'This field is missing.' : issue.message
    return [{ field: at.join('.'), code, message, ...(limit && { limit: Number(limit) }) }]
  })
}

/** Zod tells what is missing from what is of another type by its words alone: an issue does not hold the value. */
function isMissing({ code, message }: ZodError['issues'][number]): boolean {
  return code === 'invalid_type' && message.endsWith('received undefined')
}
