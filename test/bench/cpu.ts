import { readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second for every program that asks. */
const TICKS_PER_SECOND = 100

/** Processor time of a process and its threads since it started, in seconds. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
