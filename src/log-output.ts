import { fstatSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'

type LogOutput = {
  write(line: string): void
  /** Calls back when everything is written, or never will be. */
  flush(done: () => void): void
}

/** How many characters may wait for a slow reader. */
const MAX_WAITING = 4 * 1024 * 1024
const FLUSH_WITHIN_MS = 500
/** Each write wakes the log's reader, so lines are written in groups, by time or by length. */
const GATHER_MS = 10
const GATHER_MOST = 32 * 1024

/**
 * Standard output for log lines. Its reader may be slow or gone: the service never waits for the pipe, keeps a few
 * megabytes, and then drops lines and counts them.
 */
export function logOutput(onDropped: () => void): LogOutput {
  let output: LogOutput | undefined
  const opened = () => {
    output ??= isPipe() ? toPipe(onDropped) : toFile(onDropped)
    return output
  }
  return { write: (line) => opened().write(line), flush: (done) => opened().flush(done) }
}

function isPipe(): boolean {
  try {
    const found = fstatSync(1)
    return found.isFIFO() || found.isSocket()
  } catch {
    return false
  }
}

function toFile(onDropped: () => void): LogOutput {
  return {
    write(line) {
      try {
        writeSync(1, line)
      } catch {
        onDropped()
      }
    },
    flush: (done) => done(),
  }
}

/** `process.stdout` would wait for its reader; a socket on the same descriptor does not. */
function toPipe(onDropped: () => void): LogOutput {
  const socket = new Socket({ fd: 1, readable: false, writable: true })
  socket.unref()
  let isClosed = false
  let gathered = ''
  socket.on('error', () => {
    isClosed = true
  })
  let leaves: NodeJS.Timeout | undefined
  const send = () => {
    clearTimeout(leaves)
    leaves = undefined
    if (gathered !== '') socket.write(gathered)
    gathered = ''
  }
  return {
    write(line) {
      if (isClosed || socket.writableLength > MAX_WAITING) return onDropped()
      gathered += line
      if (gathered.length > GATHER_MOST) send()
      else leaves ??= setTimeout(send, GATHER_MS)
    },
    flush(done) {
      send()
      const ends = performance.now() + FLUSH_WITHIN_MS
      const look = () => {
        if (isClosed || socket.writableLength === 0 || performance.now() > ends) done()
        else setTimeout(look, 10)
      }
      look()
    },
  }
}
