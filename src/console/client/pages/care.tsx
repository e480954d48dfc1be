import { care, setCare } from '../care.ts'
import { COMMAND_NAMES, COMMANDS, type Command, defaultKeys, keys, setKeys } from '../keys.ts'
import { useStore } from '../store.ts'

/** How the desk looks and behaves in this browser. */
export function CarePage() {
  const chosen = useStore(care)
  return (
    <main class="page" id="main">
      <header>
        <h1>Look, keys and breaks</h1>
        <p>Kept in this browser only.</p>
      </header>
      <Care chosen={chosen} />
      <Look chosen={chosen} />
      <Keys />
    </main>
  )
}

type Chosen = { readonly chosen: ReturnType<typeof care.get> }

function Care({ chosen }: Chosen) {
  return (
    <section class="card stack">
      <h2>Care</h2>
      <label class="check">
        <input
          type="checkbox"
          checked={chosen.cover}
          onChange={(event) => setCare({ cover: event.currentTarget.checked })}
        />
        <span>
          Cover abusive text until I want to see it
          <br />
          <small class="soft">
            Whatever a check marked as abuse, hate, threat or sexual. Images are never loaded anyway.
          </small>
        </span>
      </label>
      <label class="field">
        Propose a break after
        <select
          value={chosen.pauseMinutes}
          onChange={(event) => setCare({ pauseMinutes: Number(event.currentTarget.value) })}
        >
          <option value={25}>25 minutes</option>
          <option value={50}>50 minutes</option>
          <option value={90}>90 minutes</option>
          <option value={0}>never</option>
        </select>
      </label>
    </section>
  )
}

function Look({ chosen }: Chosen) {
  return (
    <section class="card stack">
      <h2>Look</h2>
      <label class="field">
        Colours
        <select
          value={chosen.theme}
          onChange={(event) => setCare({ theme: event.currentTarget.value as typeof chosen.theme })}
        >
          <option value="system">as the system</option>
          <option value="light">light</option>
          <option value="dark">dark</option>
        </select>
      </label>
      <label class="field">
        Type
        <select
          value={chosen.type}
          onChange={(event) => setCare({ type: event.currentTarget.value as typeof chosen.type })}
        >
          <option value="normal">normal</option>
          <option value="large">large</option>
          <option value="larger">larger</option>
        </select>
      </label>
    </section>
  )
}

function Keys() {
  const { map, on } = useStore(keys)
  const change = (name: Command, typed: string) => {
    const key = typed.slice(-1).toLowerCase()
    if (key.trim() === '') return
    const holder = COMMAND_NAMES.find((other) => map[other] === key)
    setKeys({ map: { ...map, ...(holder && { [holder]: map[name] }), [name]: key } })
  }
  return (
    <section class="card stack">
      <h2>Keys</h2>
      <label class="check">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => setKeys({ on: event.currentTarget.checked })}
        />
        <span>Single keys work</span>
      </label>
      <div class="keys">
        {COMMAND_NAMES.map((name) => (
          <label key={name} class="row">
            <input
              class="one-key"
              value={map[name]}
              disabled={!on}
              onInput={(event) => {
                change(name, event.data ?? event.currentTarget.value)
                event.currentTarget.value = keys.get().map[name]
              }}
            />
            {COMMANDS[name].name}
          </label>
        ))}
      </div>
      <p>
        <button type="button" onClick={() => setKeys(defaultKeys())}>
          Back to the usual keys
        </button>
      </p>
    </section>
  )
}
