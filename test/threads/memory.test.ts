import { describe, expect, it } from 'vitest'
import { articleName } from '../../src/comments/cache-tags.ts'
import type { Listener } from '../../src/db/client.ts'
import { finish } from '../../src/http/finished.ts'
import type { Live } from '../../src/live.ts'
import { createMemory, type Made, type Making } from '../../src/threads/memory.ts'

const NAME = articleName('site', 'bridge')

/** Word from elsewhere and a clock, both in the test's hands. */
function aMemory(maxBytes = 10_000_000) {
  const listeners = new Set<Listener>()
  let isListening = true
  let now = 1_000
  const live: Live = {
    hear: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell: (message) => {
      for (const { onMessage } of listeners) onMessage(JSON.stringify(message))
    },
    isListening: () => isListening,
    close: async () => {},
  }
  return {
    memory: createMemory(live, { maxBytes, clock: () => now }),
    passes: (ms: number) => {
      now += ms
    },
    changes: (version: number | null, kind = 'article') => live.tell([kind, 'site', 'bridge', version]),
    loses: () => {
      isListening = false
    },
    hearsAgain: () => {
      isListening = true
      for (const { onListening } of listeners) onListening()
    },
  }
}

/** A page of one article that counts how often it was made; `gate` holds a make until it is opened. */
function aPage(version: number | null = 1, options: Partial<Made> = {}) {
  const page = { times: 0, version, gate: Promise.resolve() }
  const making: Making = {
    about: [NAME],
    make: async () => {
      page.times += 1
      const text = `page ${page.times}`
      const seen = page.version
      await page.gate
      return {
        finished: finish(text, 'text/plain', {}),
        shows: new Map([[NAME, seen]]),
        isPassing: false,
        ...options,
      }
    },
  }
  return { page, making }
}

const text = async (finished: ReturnType<ReturnType<typeof createMemory>['get']>) =>
  (await finished).bodies.identity.toString()

describe('a kept answer', () => {
  it('is made once, however many ask at the same time and after', async () => {
    const { memory } = aMemory()
    const { page, making } = aPage()
    await Promise.all(Array.from({ length: 1_000 }, () => memory.get('k', making)))
    expect(memory.peek('k')?.bodies.identity.toString()).toBe('page 1')
    expect(page.times).toBe(1)
  })

  it('is not kept when making it fails: the next one tries again', async () => {
    const { memory } = aMemory()
    const { page, making } = aPage()
    page.gate = Promise.reject(new Error('away'))
    await expect(memory.get('k', making)).rejects.toThrow('away')
    page.gate = Promise.resolve()
    expect(await text(memory.get('k', making))).toBe('page 2')
  })

  it('is made anew after a change, but not for word of a change it shows already', async () => {
    const { memory, changes } = aMemory()
    const { page, making } = aPage(5)
    await memory.get('k', making)
    changes(5)
    expect(memory.peek('k')).toBeDefined()
    page.version = 6
    changes(6)
    expect(memory.peek('k')).toBeUndefined()
    expect(await text(memory.get('k', making))).toBe('page 2')
    changes(null)
    expect(await text(memory.get('k', making))).toBe('page 3')
  })

  it('lives half a minute at most, a second and a half while nothing is heard', async () => {
    const { memory, passes, loses, hearsAgain } = aMemory()
    const { making } = aPage()
    await memory.get('k', making)
    passes(29_999)
    expect(memory.peek('k')).toBeDefined()
    passes(1)
    expect(memory.peek('k')).toBeUndefined()
    await memory.get('k', making)
    loses()
    passes(1_499)
    expect(memory.peek('k')).toBeDefined()
    passes(1)
    expect(memory.peek('k')).toBeUndefined()
    await memory.get('k', making)
    passes(10)
    hearsAgain()
    expect(memory.peek('k')).toBeUndefined()
  })
})

describe('a removal', () => {
  it('drops what shows the article at once', async () => {
    const { memory, changes } = aMemory()
    const { making } = aPage(5)
    await memory.get('k', making)
    changes(6, 'removed')
    expect(memory.peek('k')).toBeUndefined()
    expect(memory.stats().entries).toBe(0)
  })

  it('outruns a page that was read before it and would have been kept after it', async () => {
    const { memory, changes } = aMemory()
    const { page, making } = aPage(5)
    const gate = Promise.withResolvers<void>()
    page.gate = gate.promise
    const early = memory.get('k', making)
    changes(6, 'removed')
    page.version = 6
    page.gate = Promise.resolve()
    expect(await text(memory.get('k', making))).toBe('page 2')
    gate.resolve()
    await early
    expect(memory.peek('k')?.bodies.identity.toString()).toBe('page 2')
  })

  it('makes a page dirty, not kept for long, when only an addition came in between', async () => {
    const { memory, changes } = aMemory()
    const { page, making } = aPage(5)
    const gate = Promise.withResolvers<void>()
    page.gate = gate.promise
    const early = memory.get('k', making)
    changes(6)
    gate.resolve()
    await early
    expect(memory.peek('k')).toBeUndefined()
    page.version = 6
    expect(await text(memory.get('k', making))).toBe('page 2')
  })
})

describe('a busy page', () => {
  it('is made ten times at once and then every 100 ms; a crowd is served the one before', async () => {
    const { memory, changes } = aMemory()
    const { page, making } = aPage(null)
    for (let i = 0; i < 10; i += 1) {
      await memory.get('k', making)
      changes(null)
    }
    expect(page.times).toBe(10)
    const waiting = Array.from({ length: 8 }, () => memory.get('k', making))
    expect(memory.peek('k')?.bodies.identity.toString()).toBe('page 10')
    expect(await text(memory.get('k', making))).toBe('page 10')
    expect(page.times).toBe(10)
    expect(await Promise.all(waiting.map(text))).toEqual(Array(8).fill('page 11'))
  })
})

describe('memory', () => {
  it('holds no more than its bytes and forgets what was used longest ago', async () => {
    const { memory } = aMemory(80_000)
    for (let i = 0; i < 100; i += 1) {
      await memory.get(`k${i}`, aPage().making)
      await memory.get('k0', aPage().making)
    }
    expect(memory.stats().bytes).toBeLessThanOrEqual(60_000)
    expect(memory.stats().entries).toBeLessThan(40)
    expect(memory.peek('k0')).toBeDefined()
    expect(memory.peek('k1')).toBeUndefined()
  })

  it('keeps made-up requests apart, so that they push out no real page', async () => {
    const { memory } = aMemory(80_000)
    await memory.get('real', aPage().making)
    for (let i = 0; i < 200; i += 1) await memory.get(`odd ${i}`, aPage(null, { isPassing: true }).making)
    expect(memory.peek('real')).toBeDefined()
    expect(memory.stats().bytes).toBeLessThanOrEqual(80_000)
  })
})
