import { useEffect } from 'preact/hooks'
import { openEvents } from './desk/events.ts'
import { QueuePage } from './desk/queue-page.tsx'
import { SignInPage } from './pages/sign-in.tsx'
import { usePlace } from './router.ts'
import { session } from './session.ts'
import { useStore } from './store.ts'
import type { Me } from './types.ts'
import { Frame } from './ui/frame.tsx'
import { Saying } from './ui/say.tsx'

export function App() {
  const { now } = useStore(session)
  return (
    <>
      {now.state === 'out' && <SignInPage message={now.message} />}
      {now.state === 'in' && <Desk me={now.me} />}
      <Saying />
    </>
  )
}

function Desk({ me }: { readonly me: Me }) {
  useEffect(openEvents, [])
  return (
    <Frame me={me}>
      <Page me={me} />
    </Frame>
  )
}

function Page({ me }: { readonly me: Me }) {
  const { page } = usePlace()
  if (page === 'queue') return <QueuePage me={me} />
  return (
    <main class="page" id="main">
      <h1>There is no such page</h1>
    </main>
  )
}
