import { render } from 'preact'
import './styles/base.css'
import './styles/parts.css'
import './styles/tables.css'
import './styles/frame.css'
import './styles/page.css'
import './styles/desk.css'
import './styles/evidence.css'
import './styles/actions.css'
import './styles/narrow.css'
import './styles/pages.css'
import 'uplot/dist/uPlot.min.css'
import { App } from './app.tsx'
import { applyCare } from './care.ts'
import { startRouter } from './router.ts'
import { startSession } from './session.ts'

applyCare()
startRouter()
const place = document.querySelector('#desk')
if (place !== null) {
  place.replaceChildren()
  render(<App />, place)
}
void startSession()
