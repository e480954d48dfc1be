import type { Signal } from '../checks/check.ts'

/** A signal with every member of the contract, whatever the check had to say. */
export type DeskSignal = Omit<Signal, 'score' | 'detail' | 'isProvisional' | 'isBuiltIn'> & {
  readonly score: number | null
  readonly detail: string | null
}

export function deskSignal(signal: Signal): DeskSignal {
  const { isProvisional: _, isBuiltIn: __, ...shown } = signal
  return { score: null, detail: null, ...shown }
}
