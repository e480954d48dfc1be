/**
 * Finds all words of a list in a text in one pass (Aho and Corasick, 1975): time grows with the text's length,
 * whatever the list holds. No word of an operator ever reaches a regular expression.
 */
type Automaton = {
  /**
   * Calls `found` for each occurrence, with the index of the word in the list and the exclusive end of the match; of
   * several that end at one place, the longest first. If `found` returns true, the match is taken and the shorter
   * ones within it are skipped.
   */
  scan(text: string, found: (word: number, end: number) => boolean): void
}

type State = {
  readonly next: Map<number, State>
  /** Indexes of the words that end here, the longest first. */
  words: number[]
  /** The state of the longest proper suffix that has one. */
  fail: State | null
}

/** Yields at each word and each state: thousands of words take a while. */
export function* automaton(words: readonly string[]): Generator<void, Automaton> {
  const root: State = { next: new Map(), words: [], fail: null }
  for (const [index, word] of words.entries()) {
    yield
    let state = root
    for (let i = 0; i < word.length; i += 1) {
      const code = word.charCodeAt(i)
      const known = state.next.get(code)
      const child: State = known ?? { next: new Map(), words: [], fail: null }
      if (known === undefined) state.next.set(code, child)
      state = child
    }
    if (state !== root) state.words.push(index)
  }
  yield* linkSuffixes(root)
  return {
    scan(text, found) {
      let state = root
      for (let i = 0; i < text.length; i += 1) {
        state = step(root, state, text.charCodeAt(i))
        // This runs for every character, so nothing is allocated here, not even a function or an iterator.
        for (let n = 0; n < state.words.length; n += 1) if (found(state.words[n]!, i + 1)) break
      }
    },
  }
}

function step(root: State, from: State, code: number): State {
  let state: State | null = from
  while (state !== null) {
    const next = state.next.get(code)
    if (next !== undefined) return next
    state = state.fail
  }
  return root
}

/** Breadth first, so that a state's suffix is linked before the state itself. */
function* linkSuffixes(root: State): Generator<void, void> {
  const queue: State[] = []
  for (const child of root.next.values()) {
    child.fail = root
    queue.push(child)
  }
  for (let head = 0; head < queue.length; head += 1) {
    yield
    const state = queue[head]
    if (state === undefined) return
    for (const [code, child] of state.next) {
      child.fail = state.fail === null ? root : step(root, state.fail, code)
      child.words = [...child.words, ...child.fail.words]
      queue.push(child)
    }
  }
}
