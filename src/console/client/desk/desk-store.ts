import { createStore } from '../store.ts'
import { type Desk, emptyDesk } from './state.ts'

export const desk = createStore<Desk>(emptyDesk(''))
