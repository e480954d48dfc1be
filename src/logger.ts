import { type Logger, pino } from 'pino'
import { logOutput } from './log-output.ts'

/**
 * JSON lines on standard output. The database's error messages hold statements and readers' words, so an error is
 * logged by its class, code, place and stack frames, never with its message.
 */
export function createLogger(level: string, onDropped: () => void = () => {}): Logger {
  return pino(
    {
      level,
      base: { service: 'postbag' },
      messageKey: 'event',
      timestamp: isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
    },
    logOutput(onDropped),
  )
}

/** What pino's logger keeps under its own symbols. */
type Inside = Readonly<{
  [pino.symbols.lsCacheSym]: Readonly<Record<number, string>>
  [pino.symbols.timeSym]: () => string
  [pino.symbols.chindingsSym]: string
  [pino.symbols.streamSym]: { write(line: string): unknown }
}>

/**
 * Writes finished members as one line of level `info`, as the logger itself would. For the line of every request: the
 * logger's general way takes longer than answering from memory does.
 */
export function writeInfo(log: Logger, members: string): void {
  if (!log.isLevelEnabled('info')) return
  const inside = log as unknown as Inside
  const opening = `${inside[pino.symbols.lsCacheSym][INFO]}${inside[pino.symbols.timeSym]()}`
  inside[pino.symbols.streamSym].write(`${opening}${inside[pino.symbols.chindingsSym]},${members}}\n`)
}

let lastMs = 0
let lastSecond = 0
let opening = ''
let lastTime = ''

/** Constant for a millisecond, and its first part for a second. */
function isoTime(): string {
  const now = Date.now()
  if (now === lastMs) return lastTime
  const second = Math.floor(now / 1_000)
  if (second !== lastSecond) {
    opening = `,"time":"${new Date(now).toISOString().slice(0, -4)}`
    lastSecond = second
  }
  lastMs = now
  lastTime = `${opening}${String(now - second * 1_000).padStart(3, '0')}Z"`
  return lastTime
}

const INFO = pino.levels.values['info'] ?? 30

/** The loggable parts of an error: never its message, which may hold readers' words. */
export function describeError(error: unknown): Record<string, unknown> {
  if (typeof error !== 'object' || error === null) return { type: typeof error }
  // Some libraries pass on copies of errors. Any member may be present, of any type; each is checked below.
  const { code, constraint_name, table_name, severity, stack, cause } = error as Record<string, unknown>
  return {
    type: error instanceof Error ? error.name : 'object',
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint_name === 'string' && { constraint: constraint_name }),
    ...(typeof table_name === 'string' && { table: table_name }),
    ...(typeof severity === 'string' && { severity }),
    ...(typeof stack === 'string' && { stack: frames(stack) }),
    ...(cause !== undefined && { cause: describeError(cause) }),
  }
}

function frames(stack: string): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim())
}
