import type { ServerResponse } from 'node:http'

/** Where an event stream is written to. Writing after the end, or to a reader who has gone, does nothing. */
export type EventSink = {
  write(chunk: Buffer): void
  /** How many bytes were written but not yet taken. */
  waiting(): number
  end(): void
}

export const EVENT_STREAM_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  vary: 'Origin',
  'x-accel-buffering': 'no',
}

/** A reader who has not taken the rest by then is cut off; otherwise it would be kept for ever. */
const END_WITHIN_MS = 5_000

/** Writes straight into a response whose head was written before. */
export function socketSink(res: ServerResponse): EventSink {
  return {
    write: (chunk) => {
      if (!res.writableEnded && !res.destroyed) res.write(chunk)
    },
    waiting: () => res.writableLength,
    end: () => {
      const cutOff = setTimeout(() => res.destroy(), END_WITHIN_MS).unref()
      res.end(() => clearTimeout(cutOff))
    },
  }
}

/** A body for the framework, and the sink that fills it. `onGone` is called when nobody reads the body any more. */
export function bodySink(onGone: () => void): { readonly body: ReadableStream; readonly sink: EventSink } {
  let isOver = false
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>(
    {
      start: (started) => {
        controller = started
      },
      cancel: () => {
        isOver = true
        onGone()
      },
    },
    { highWaterMark: 0, size: (chunk) => chunk?.length ?? 0 },
  )
  const sink: EventSink = {
    write: (chunk) => {
      if (!isOver) controller?.enqueue(chunk)
    },
    waiting: () => -(controller?.desiredSize ?? 0),
    end: () => {
      if (!isOver) controller?.close()
      isOver = true
    },
  }
  return { body, sink }
}
